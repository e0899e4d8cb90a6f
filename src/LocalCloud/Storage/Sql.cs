using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ServerlessPipeline.LocalCloud.Storage;

/// <summary>A piece of a statement, in place of a value.</summary>
internal sealed record SqlText(string Value);

/// <summary>Statements as interpolated strings, whose values become parameters.</summary>
internal static class Sql
{
    /// <returns>The number of rows changed.</returns>
    public static int Execute(this SqliteConnection connection, FormattableString statement)
    {
        using var command = Command(connection, statement);
        return command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(
        this SqliteConnection connection, FormattableString statement, Func<SqliteDataReader, T> map) =>
        [.. connection.Read(statement, map)];

    /// <summary>The rows one by one, for a caller that may not want them all.</summary>
    public static IEnumerable<T> Read<T>(
        this SqliteConnection connection, FormattableString statement, Func<SqliteDataReader, T> map)
    {
        using var command = Command(connection, statement);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return map(reader);
        }
    }

    public static bool Exists(this SqliteConnection connection, FormattableString statement) =>
        connection.Query(statement, _ => true).Count > 0;

    public static string? Text(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    public static byte[]? Bytes(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static SqliteCommand Command(SqliteConnection connection, FormattableString statement)
    {
        var command = connection.CreateCommand();
        var names = new object[statement.ArgumentCount];
        for (var index = 0; index < names.Length; index++)
        {
            if (statement.GetArgument(index) is SqlText text)
            {
                names[index] = text.Value;
                continue;
            }

            names[index] = $"$p{index}";
            command.Parameters.AddWithValue((string)names[index], statement.GetArgument(index) ?? DBNull.Value);
        }

        command.CommandText = string.Format(CultureInfo.InvariantCulture, statement.Format, names);
        return command;
    }
}
