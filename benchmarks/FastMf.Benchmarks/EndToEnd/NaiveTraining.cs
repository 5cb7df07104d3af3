using System.Runtime.InteropServices;
using FastMf.Benchmarks.Micro;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Threads;

namespace FastMf.Benchmarks.EndToEnd;

/// <summary>
/// The opponent: the same step on the same blocks in the same order, with plain loops over floats.
/// </summary>
internal sealed class NaiveTraining
{
    private readonly BlockGrid _grid;
    private readonly DiagonalSchedule _schedule;
    private readonly SgdTerms _terms;
    private readonly float _rate;
    private readonly FactorMatrix _users;
    private readonly FactorMatrix _items;
    private readonly SgdRow[] _userRows;
    private readonly SgdRow[] _itemRows;

    /// <param name="grid">The blocks.</param>
    /// <param name="rank">Factors a row.</param>
    /// <param name="terms">Mean and the biases' step.</param>
    /// <param name="rate">AdaGrad's rate.</param>
    /// <param name="user">Where every user's row begins: accumulator and shares of the penalties.</param>
    /// <param name="item">The same of an item.</param>
    public NaiveTraining(BlockGrid grid, int rank, SgdTerms terms, float rate, SgdRow user, SgdRow item)
    {
        (_grid, _terms, _rate) = (grid, terms, rate);
        _schedule = new DiagonalSchedule(grid.UserStrips, grid.ItemStrips);
        (_users, _userRows) = Start(grid.Users.Count, rank, 1, user);
        (_items, _itemRows) = Start(grid.Items.Count, rank, 2, item);
    }

    /// <summary>One pass over all ratings.</summary>
    public void RunEpoch(WorkerTeam team)
    {
        _schedule.Begin(0);
        team.Run(_ =>
            _schedule.Work(block =>
            {
                (int row, int column) = (block.Row, block.Column);
                SgdTwin<NaiveSgd>.Run(
                    _grid.Entries(row, column),
                    Strip(_users, _grid.Users, row),
                    _userRows.AsSpan(_grid.Users.Start(row), _grid.Users.Length(row)),
                    Strip(_items, _grid.Items, column),
                    _itemRows.AsSpan(_grid.Items.Start(column), _grid.Items.Length(column)),
                    _users.Stride,
                    _terms,
                    _rate,
                    adaGrad: true
                );
                return true;
            })
        );
    }

    /// <summary>y of a user's and an item's row.</summary>
    public float Predict(int userRow, int itemRow)
    {
        int user = Place(_grid.Users, userRow);
        int item = Place(_grid.Items, itemRow);
        return _terms.Mean + _userRows[user].Bias + _itemRows[item].Bias + NaiveSgd.Dot(_users[user], _items[item]);
    }

    private static Span<float> Strip(FactorMatrix matrix, RowStrips strips, int strip) =>
        MemoryMarshal.CreateSpan(ref matrix.Row(strips.Start(strip))[0], strips.Length(strip) * matrix.Stride);

    private static int Place(RowStrips strips, int row) =>
        strips.Start((int)(strips.Places[row] >> 16)) + (int)(strips.Places[row] & 0xFFFF);

    private static (FactorMatrix, SgdRow[]) Start(int rows, int rank, ulong seed, SgdRow like)
    {
        FactorMatrix factors = new(rows, rank);
        for (int row = 0; row < rows; row++)
            Fill.Normal(seed, row, factors.Row(row)[..rank], 0.003f);
        return (factors, [.. Enumerable.Repeat(like, rows)]);
    }
}
