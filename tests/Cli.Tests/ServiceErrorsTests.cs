using Amazon.Runtime;

namespace ServerlessPipeline.Cli.Tests;

public class ServiceErrorsTests
{
    [Theory]
    [InlineData("ExpiredTokenException", "have expired: sign in again")]
    [InlineData("ExpiredToken", "have expired: sign in again")]
    [InlineData("UnrecognizedClientException", "not valid here: What the service says")]
    [InlineData("AccessDeniedException", "Not permitted: What the service says")]
    [InlineData("ResourceNotFoundException", "It is not there (What the service says)")]
    [InlineData("SomethingElse", "What the service says")]
    public void A_refusal_is_a_sentence_of_one_line(string code, string said)
    {
        var refusal = new AmazonServiceException("What the service\nsays") { ErrorCode = code };

        var sentence = ServiceErrors.Sentence(refusal, local: null);

        Assert.Contains(said, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Theory]
    [InlineData("The operation has timed out.")]
    [InlineData("Connection refused (127.0.0.1:1)")]
    public void What_a_service_says_ends_with_one_full_stop(string said)
    {
        var exception = new HttpRequestException("no answer", new TimeoutException(said));

        Assert.StartsWith(
            $"AWS does not answer: {said.TrimEnd('.')}. Are the network", ServiceErrors.Sentence(exception, local: null), StringComparison.Ordinal);
        Assert.Equal($"{said.TrimEnd('.')}.", Words.Sentence(said));
    }

    [Fact]
    public void Without_credentials_it_says_how_to_give_them()
    {
        var sentence = ServiceErrors.Sentence(
            new AmazonClientException("Failed to resolve AWS credentials. The credential providers used: …"), local: null);

        Assert.StartsWith("There are no AWS credentials: set AWS_PROFILE", sentence, StringComparison.Ordinal);
    }
}
