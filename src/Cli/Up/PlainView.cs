using Spectre.Console;

namespace ServerlessPipeline.Cli.Up;

/// <summary>A line whenever something has moved.</summary>
internal sealed class PlainView(IAnsiConsole console, string title) : UpView
{
    private PipelineStatus? _last;

    public override Task<RunEnd> FollowAsync(Func<Action<PipelineStatus>, Task<RunEnd>> follow)
    {
        console.WriteLine(title);
        return follow(Show);
    }

    private void Show(PipelineStatus status)
    {
        if (status.SameAs(_last))
        {
            return;
        }

        _last = status;
        var files = status.Files;
        console.WriteLine(
            $"files {files.Uploaded} uploaded, {files.Claimed} claimed, {files.Declined} declined, {files.Rejected} rejected"
            + $" · messages {status.Messages.Sent} sent, {status.Messages.Waiting + status.Messages.InFlight} in the queue"
            + $" · items {status.ItemCount}"
            + $" · dead letters {status.DeadLetters.Objects + status.DeadLetters.Rows}");
    }
}
