using Microsoft.Data.Sqlite;

namespace ServerlessPipeline.LocalCloud.Sqs;

/// <summary>Statements with named parameters, each in one line at its caller.</summary>
internal static class Sql
{
    /// <summary>The number of rows changed.</summary>
    public static int Execute(this SqliteConnection connection, string statement, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(statement, parameters);
        return command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(this SqliteConnection connection, Func<SqliteDataReader, T> read, string statement,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(statement, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static SqliteCommand Command(this SqliteConnection connection, string statement, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
