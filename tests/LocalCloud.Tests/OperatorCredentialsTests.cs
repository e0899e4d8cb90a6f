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
        Assert.Equal(["default", "workbench"], both.Profiles.Select(profile => profile.Name));
        Assert.Equal(("abc123", "def=456"), (both.Profiles[1].AccessKeyId, both.Profiles[1].Secret));
    }

    [Fact]
    public void An_added_profile_is_read_back_and_the_file_stays_its_owners_alone()
    {
        OperatorCredentials.Ensure(_folder.Path);
        File.AppendAllText(FilePath, "# no line end");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(FilePath, File.GetUnixFileMode(FilePath) | UnixFileMode.OtherRead);
        }

        OperatorCredentials.Add(_folder.Path, new OperatorProfile("workbench", "abc123", "def=456"));

        Assert.Equal(new OperatorProfile("workbench", "abc123", "def=456"), OperatorCredentials.Read(_folder.Path).Profiles[1]);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(FilePath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void A_profile_or_a_key_that_is_there_is_not_added_again()
    {
        OperatorCredentials.Ensure(_folder.Path);
        var before = File.ReadAllText(FilePath);

        var profile = Assert.Throws<IOException>(() => OperatorCredentials.Add(_folder.Path, new OperatorProfile("default", "other", "secret")));
        var key = Assert.Throws<IOException>(
            () => OperatorCredentials.Add(_folder.Path, new OperatorProfile("other", LocalAccount.OperatorAccessKey, "secret")));

        Assert.Contains("has a profile 'default' already", profile.Message);
        Assert.Contains("has the key 'operator' already, in the profile 'default'", key.Message);
        Assert.Equal(before, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Profiles_are_those_of_the_file_as_it_is_now()
    {
        var profiles = new OperatorProfiles(_folder.Path);
        Assert.Null(profiles.SecretOf("abc123"));

        OperatorCredentials.Ensure(_folder.Path);
        var made = File.ReadAllText(FilePath);
        OperatorCredentials.Add(_folder.Path, new OperatorProfile("workbench", "abc123", "first"));
        Assert.Equal("first", profiles.SecretOf("abc123"));

        File.WriteAllText(FilePath, File.ReadAllText(FilePath).Replace("first", "the second"));
        Assert.Equal("the second", profiles.SecretOf("abc123"));

        File.WriteAllText(FilePath, made);
        Assert.Null(profiles.SecretOf("abc123"));
        Assert.NotNull(profiles.SecretOf(LocalAccount.OperatorAccessKey));
    }

    [Fact]
    public void A_folder_without_them_is_told_by_what_writes_them()
    {
        var exception = Assert.Throws<IOException>(() => OperatorCredentials.Read(_folder.Path));

        Assert.Contains("'pipeline up' writes it", exception.Message);
    }
}
