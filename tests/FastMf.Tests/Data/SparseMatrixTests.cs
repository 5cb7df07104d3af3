using FastMf.Data;
using FastMf.Threads;

namespace FastMf.Tests.Data;

public class SparseMatrixTests
{
    public static TheoryData<int, int, int> Sizes =>
        new()
        {
            { 0, 0, 0 },
            { 3, 0, 0 },
            { 1, 1, 1 },
            { 4, 3, 40 },
            { 7, 50, 1000 },
            { 50, 7, 1000 },
            { 300, 200, 150 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_hold_columns_ascending_and_equal_pairs_in_the_order_of_the_source(int users, int items, int count)
    {
        Ratings ratings = RandomRatings.Rows(users, items, count);

        SparseMatrix matrix = SparseMatrix.FromRatings(ratings);

        Assert.Equal((users, items, count), (matrix.RowCount, matrix.ColumnCount, matrix.Count));
        Assert.Equal(RandomRatings.Triples(ratings).OrderBy(t => t.User).ThenBy(t => t.Item), Triples(matrix));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Transposing_exchanges_rows_and_columns(int users, int items, int count)
    {
        Ratings ratings = RandomRatings.Rows(users, items, count);

        SparseMatrix transposed = SparseMatrix.FromRatings(ratings).Transpose();

        Assert.Equal((items, users), (transposed.RowCount, transposed.ColumnCount));
        Assert.Equal(Triples(SparseMatrix.FromRatings(ratings.Transpose())), Triples(transposed));
        Assert.Equal(Triples(SparseMatrix.FromRatings(ratings)), Triples(transposed.Transpose()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_team_gives_the_same(int threads)
    {
        Ratings ratings = RandomRatings.Rows(20, 30, 5000);
        using WorkerTeam team = new(threads);

        SparseMatrix matrix = SparseMatrix.FromRatings(ratings, team);

        Assert.Equal(Triples(SparseMatrix.FromRatings(ratings)), Triples(matrix));
        Assert.Equal(Triples(matrix.Transpose()), Triples(matrix.Transpose(team)));
    }

    [Fact]
    public void By_user_is_made_once()
    {
        Ratings ratings = RandomRatings.Rows(3, 4, 10);

        Assert.Same(ratings.ByUser, ratings.ByUser);
        Assert.Equal(10, ratings.ByUser.Count);
    }

    private static List<(int Row, int Column, float Value)> Triples(SparseMatrix matrix)
    {
        List<(int, int, float)> triples = [];
        for (int row = 0; row < matrix.RowCount; row++)
        {
            Assert.Equal(matrix.CountOf(row), matrix.ValuesOf(row).Length);
            for (int k = 0; k < matrix.CountOf(row); k++)
                triples.Add((row, matrix.ColumnsOf(row)[k], matrix.ValuesOf(row)[k]));
        }
        return triples;
    }
}
