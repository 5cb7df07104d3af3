using System.Data.Common;
using System.Runtime.CompilerServices;
using FastMf.Data;

namespace ConsoleTrainer;

/// <summary>Ratings from any database that ADO.NET reaches, one by one as they come in.</summary>
public static class DatabaseRatings
{
    /// <summary>Runs a query whose columns are user, item, rating and, if there is a fourth, time. Ids are integers or texts.</summary>
    public static async IAsyncEnumerable<Rating> ReadAsync(
        DbConnection connection,
        string query,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        bool timed = reader.FieldCount > 3;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return new Rating(
                IdAt(reader, 0),
                IdAt(reader, 1),
                Convert.ToSingle(reader.GetValue(2), null),
                timed ? Convert.ToInt64(reader.GetValue(3), null) : 0
            );
    }

    private static Id IdAt(DbDataReader reader, int column) =>
        reader.GetValue(column) switch
        {
            long id => new Id(id),
            int id => new Id(id),
            short id => new Id(id),
            string id => new Id(id),
            var other => throw new InvalidDataException(
                $"Column {reader.GetName(column)} holds a {other.GetType().Name}; expected an integer or a text."
            ),
        };
}
