using System.Net;

namespace ServerlessPipeline.Cli;

/// <summary>Gives up a request when nothing of its answer has come for so long, be it at its beginning or in its middle.</summary>
internal sealed class SilenceHandler(TimeSpan patience, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var endpoint = request.RequestUri!;
        var response = await WithinAsync(token => base.SendAsync(request, token), endpoint, cancellationToken);
        response.Content = new HeardContent(
            response.Content, body => new HeardStream(body, (read, token) => WithinAsync(read, endpoint, token)));
        return response;
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> wait, Uri endpoint, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await wait(either.Token);
        }
        catch (Exception) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException(endpoint, patience);
        }
    }

    /// <summary>The content of an answer, read through another stream.</summary>
    private sealed class HeardContent : HttpContent
    {
        private readonly HttpContent _content;
        private readonly Func<Stream, Stream> _through;

        public HeardContent(HttpContent content, Func<Stream, Stream> through)
        {
            (_content, _through) = (content, through);
            foreach (var (name, values) in content.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() => _through(await _content.ReadAsStreamAsync());

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var body = await CreateContentReadStreamAsync();
            await body.CopyToAsync(stream);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _content.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    /// <summary>Reads of a body, each with its own patience.</summary>
    private sealed class HeardStream(
        Stream body, Func<Func<CancellationToken, Task<int>>, CancellationToken, Task<int>> within) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await within(token => body.ReadAsync(buffer, token).AsTask(), cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
