using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using ServerlessPipeline.LocalCloud.Tests.Iam;
using ServerlessPipeline.LocalServices;

namespace ServerlessPipeline.LocalCloud.Tests.Gateway.Signatures;

/// <summary>A key that a tool makes up for itself.</summary>
public sealed class UnknownKeyTests(RoleHost host, AnyKeyHost open) : IClassFixture<RoleHost>, IClassFixture<AnyKeyHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_that_is_added_while_it_runs_is_let_in_at_once_and_put_out_when_it_is_gone()
    {
        var client = host.DynamoDb(new BasicAWSCredentials("madeup1", "its/secret"));
        await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.ListTablesAsync(Cancellation));
        var before = await File.ReadAllTextAsync(host.CredentialsFile, Cancellation);

        OperatorCredentials.Add(host.DataFolder, new OperatorProfile("workbench", "madeup1", "its/secret"));
        var listed = await client.ListTablesAsync(Cancellation);
        await File.WriteAllTextAsync(host.CredentialsFile, before, Cancellation);
        var gone = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => client.ListTablesAsync(Cancellation));

        Assert.Equal(["items", "state"], listed.TableNames);
        Assert.Equal("UnrecognizedClientException", gone.ErrorCode);
        Assert.Equal(2, (await host.DynamoDb(host.Operator).ListTablesAsync(Cancellation)).TableNames.Count);
    }

    [Fact]
    public async Task Where_any_key_is_taken_one_that_nobody_knows_is_the_operators_for_every_service()
    {
        var stranger = new BasicAWSCredentials("stranger", "whatever");

        Assert.Equal(["items", "state"], (await open.DynamoDb(stranger).ListTablesAsync(Cancellation)).TableNames);
        Assert.Equal(2, (await open.Sqs(stranger).ListQueuesAsync("", Cancellation)).QueueUrls.Count);
        await open.S3(stranger).PutObjectAsync(
            new() { BucketName = "other", Key = "key", ContentBody = "content", UseChunkEncoding = true }, Cancellation);
        using var content = new StreamReader((await open.S3(stranger).GetObjectAsync("other", "key", Cancellation)).ResponseStream);
        Assert.Equal("content", await content.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Where_any_key_is_taken_programs_still_act_under_their_roles_and_known_keys_need_their_secrets()
    {
        var denied = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => open.DynamoDb(open.Program).ListTablesAsync(Cancellation));
        Assert.Equal("AccessDeniedException", denied.ErrorCode);

        foreach (var known in new[] { open.Program, open.Operator })
        {
            var forged = open.DynamoDb(new BasicAWSCredentials(known.GetCredentials().AccessKey, "whatever"));
            var refused = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => forged.ListTablesAsync(Cancellation));
            Assert.Equal("InvalidSignatureException", refused.ErrorCode);
        }
    }

    [Theory]
    [InlineData("Origin", "https://page.example")]
    [InlineData("Origin", "the endpoint's own")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task Where_any_key_is_taken_no_page_in_a_browser_may_use_one(string header, string value)
    {
        using var client = new HttpClient(new SigningHandler("stranger", "whatever", "s3")) { BaseAddress = open.Cloud.Endpoint };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/other");
        using var ofPage = new HttpRequestMessage(HttpMethod.Get, "/other");
        ofPage.Headers.Add(header, value.Contains("own", StringComparison.Ordinal) ? open.Cloud.Endpoint.GetLeftPart(UriPartial.Authority) : value);

        using var taken = await client.SendAsync(request, Cancellation);
        using var refused = await client.SendAsync(ofPage, Cancellation);

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Where_any_key_is_taken_a_link_that_a_page_may_follow_is_none_of_its_requests()
    {
        var link = await open.S3(new BasicAWSCredentials("stranger", "whatever")).GetPreSignedURLAsync(new()
        {
            BucketName = "other",
            Key = "key",
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(5).UtcDateTime,
            Protocol = Amazon.S3.Protocol.HTTP,
        });
        using var client = new HttpClient();

        using var response = await client.GetAsync(link, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("InvalidAccessKeyId", await response.Content.ReadAsStringAsync(Cancellation));
    }
}
