// Runs dynalite as a child of LocalCloud: node dynalite.mjs <node_modules> <data folder>
// Prints one line, READY {"port":…}, and ends when its standard input closes, so that it never outlives its parent.
// Every request must have the header X-Local-Secret with the value of LOCAL_SECRET: dynalite itself answers whoever reaches the
// port, any user of the machine and any web page.
import { createHash, timingSafeEqual } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const [nodeModules, dataFolder] = process.argv.slice(2)
process.stdin.on('close', () => process.exit(0)).on('error', () => process.exit(0)).resume()

const require = createRequire(join(nodeModules, 'any'))
const dynalite = require('dynalite')
const { Level } = createRequire(require.resolve('dynalite'))('level')

await settleTables(await open(dataFolder))

const server = dynalite({ path: dataFolder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
const [answer] = server.listeners('request')
const digest = text => createHash('sha256').update(text).digest()
const secret = digest(process.env.LOCAL_SECRET)
server.removeAllListeners('request').on('request', (request, response) => {
  if (timingSafeEqual(digest(request.headers['x-local-secret'] ?? ''), secret)) return answer.call(server, request, response)
  request.resume()
  response.writeHead(403).end()
})
server.keepAliveTimeout = 0 // The parent pools its connections and decides when to close them.
server.listen(0, '127.0.0.1', () => console.log(`READY ${JSON.stringify({ port: server.address().port })}`))

/** Opens the database; a predecessor whose parent was killed may need a moment to let go of it. */
async function open(folder) {
  for (let attempt = 1; ; attempt++) {
    const database = new Level(folder, { valueEncoding: 'json' })
    try {
      await database.open()
      return database
    } catch (error) {
      if (error.cause?.code !== 'LEVEL_LOCKED' || attempt === 50) throw error
      if (attempt === 1) console.error(`Waiting for another dynalite to let go of ${folder}`)
      await delay(100)
    }
  }
}

/** Ends what a kill interrupted: dynalite itself would leave such a table between two states for good. */
async function settleTables(database) {
  for await (const [key, table] of database.iterator({ gte: 'table~', lt: 'table\x7f' })) {
    if (table.TableStatus === 'DELETING') {
      for (const prefix of ['item-', 'tag-', 'index-local~', 'index-global~']) {
        const start = prefix + table.TableName
        await database.clear({ gte: `${start}~`, lt: `${start}\x7f` })
      }
      await database.del(key)
    } else if (table.TableStatus !== 'ACTIVE') {
      for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE'
      await database.put(key, { ...table, TableStatus: 'ACTIVE' })
    }
  }
  await database.close()
}
