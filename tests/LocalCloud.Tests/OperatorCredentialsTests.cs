namespace ServerlessPipeline.LocalCloud.Tests;

public sealed class OperatorCredentialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => OperatorCredentials.PathIn(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_are_made_once_for_a_folder_and_differ_between_folders()
    {
        using var other = new TemporaryFolder();

        var first = OperatorCredentials.Ensure(_folder.Path);
        var again = OperatorCredentials.Ensure(_folder.Path);
        var elsewhere = OperatorCredentials.Ensure(other.Path);

        Assert.Equal(LocalAccount.OperatorAccessKey, first.AccessKeyId);
        Assert.Equal(40, first.Secret.Length);
        Assert.Equal(first.Secret, again.Secret);
        Assert.NotEqual(first.Secret, elsewhere.Secret);
        Assert.DoesNotContain(first.Secret, $"{first}");
    }

    [Fact]
    public void Nobody_but_the_owner_can_read_the_file_even_after_it_was_opened_to_others()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        OperatorCredentials.Ensure(_folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        File.SetUnixFileMode(FilePath, File.GetUnixFileMode(FilePath) | UnixFileMode.OtherRead);

        OperatorCredentials.Ensure(_folder.Path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void A_profile_that_its_owner_adds_is_the_operators_too()
    {
        var first = OperatorCredentials.Ensure(_folder.Path);
        File.AppendAllText(FilePath, "\n[workbench]\naws_access_key_id=abc123\naws_secret_access_key = def=456\n");

        var both = OperatorCredentials.Ensure(_folder.Path);

        Assert.Equal(first.Secret, both.Secret);
        Assert.Equal("def=456", both.All["abc123"]);
    }

    [Fact]
    public void A_folder_without_them_is_told_by_what_writes_them()
    {
        var exception = Assert.Throws<IOException>(() => OperatorCredentials.Read(_folder.Path));

        Assert.Contains("'pipeline up' writes it", exception.Message);
    }
}
