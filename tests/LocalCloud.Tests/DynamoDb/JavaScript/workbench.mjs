// node workbench.mjs <endpoint> <access key> <secret>
// Looks at the table 'items' as NoSQL Workbench does, with the client that it is made with. Prints what it found as a line of JSON.
import {
  DescribeTableCommand, DynamoDBClient, ExecuteStatementCommand, ListTablesCommand, QueryCommand, ScanCommand, paginateScan,
} from '@aws-sdk/client-dynamodb'

const [endpoint, accessKeyId, secretAccessKey] = process.argv.slice(2)
const client = new DynamoDBClient({ endpoint, region: 'localhost', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 })
const ids = items => items.map(item => item.id.S).sort()

try {
  const found = {}
  found.tables = (await client.send(new ListTablesCommand({}))).TableNames
  found.key = (await client.send(new DescribeTableCommand({ TableName: 'items' }))).Table.KeySchema.map(key => key.AttributeName)
  found.queried = ids((await client.send(new QueryCommand({
    TableName: 'items',
    IndexName: 'by-kind',
    KeyConditionExpression: '#k = :k',
    ExpressionAttributeNames: { '#k': 'kind' },
    ExpressionAttributeValues: { ':k': { S: 'even' } },
  }))).Items)
  found.scanned = ids((await client.send(new ScanCommand({ TableName: 'items' }))).Items)
  found.pages = 0
  for await (const page of paginateScan({ client, pageSize: 2 }, { TableName: 'items' })) found.pages += page.Items.length
  found.selected = ids((await client.send(new ExecuteStatementCommand({
    Statement: 'SELECT * FROM "items"."by-kind" WHERE "kind" = ?',
    Parameters: [{ S: 'odd' }],
  }))).Items)
  found.paged = []
  let NextToken
  do {
    const page = await client.send(new ExecuteStatementCommand({ Statement: 'SELECT "id" FROM "items"', Limit: 2, NextToken }))
    found.paged.push(...ids(page.Items))
    NextToken = page.NextToken
  } while (NextToken)
  found.paged.sort()
  found.refused = await client.send(new ExecuteStatementCommand({ Statement: 'DELETE FROM "items" WHERE id = \'1\'' }))
    .then(() => 'nothing', error => error.name)
  console.log(JSON.stringify(found))
} catch (error) {
  console.log(JSON.stringify({ error: error.name }))
}
