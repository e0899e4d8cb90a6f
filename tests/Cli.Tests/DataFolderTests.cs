using ServerlessPipeline.Cli.Up;
using ServerlessPipeline.LocalCloud;

namespace ServerlessPipeline.Cli.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("data-folder-").FullName;

    private string StateFile => Path.Combine(_folder, "s3", "state");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void State_is_kept_from_run_to_run()
    {
        WriteState();

        DataFolder.Open(_folder, fresh: false).Dispose();

        Assert.True(File.Exists(StateFile));
    }

    [Fact]
    public void A_fresh_run_forgets_the_state()
    {
        WriteState();

        DataFolder.Open(_folder, fresh: true).Dispose();

        Assert.False(Directory.Exists(Path.GetDirectoryName(StateFile)));
    }

    [Fact]
    public void A_fresh_run_keeps_the_operators_key()
    {
        WriteState();
        var made = OperatorCredentials.Ensure(_folder);

        DataFolder.Open(_folder, fresh: true).Dispose();

        Assert.Equal(made.Secret, OperatorCredentials.Read(_folder).Secret);
    }

    [Fact]
    public void A_new_folder_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var path = Path.Combine(_folder, "new");

        DataFolder.Open(path, fresh: false).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_folder_that_is_not_ours_is_left_alone()
    {
        var letter = Path.Combine(_folder, "letter.txt");
        File.WriteAllText(letter, "Dear");

        var exception = Assert.Throws<CommandException>(() => DataFolder.Open(_folder, fresh: true));

        Assert.Contains(_folder, exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(letter));
    }

    [Fact]
    public void One_run_at_a_time_holds_the_folder()
    {
        using var held = DataFolder.Open(_folder, fresh: false);

        var exception = Assert.Throws<CommandException>(() => DataFolder.Open(_folder, fresh: false));

        Assert.Contains("Another run", exception.Message, StringComparison.Ordinal);
    }

    private void WriteState()
    {
        using var held = DataFolder.Open(_folder, fresh: false);
        Directory.CreateDirectory(Path.GetDirectoryName(StateFile)!);
        File.WriteAllText(StateFile, "kept");
    }
}
