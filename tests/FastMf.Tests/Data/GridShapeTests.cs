using FastMf.Data;

namespace FastMf.Tests.Data;

public sealed class GridShapeTests
{
    [Theory]
    [InlineData(100, 10, 10, 16, 1)]
    [InlineData(90_000, 600, 9_000, 32, 9)]
    [InlineData(1_000_000, 6_040, 3_706, 128, 16)]
    [InlineData(18_000_000, 138_000, 26_700, 32, 40)]
    [InlineData(18_000_000, 138_000, 26_700, 64, 40)]
    [InlineData(18_000_000, 500_000, 26_700, 128, 40)]
    [InlineData(18_000_000, 138_000, 26_700, 512, 53)]
    [InlineData(1_000, 900, 60_000, 2048, 7)]
    [InlineData(1_000, 900, 134_217_728, 16, 4096)]
    [InlineData(180_000_000, 1_380_000, 267_000, 64, 66)]
    public void The_number_of_strips_follows_the_data(int ratings, int users, int items, int stride, int strips) =>
        Assert.Equal(strips, GridShape.Choose(ratings, users, items, stride).ItemStrips);

    [Theory]
    [InlineData(100_000, 10, 32, 1)]
    [InlineData(350_000, 16, 32, 1)]
    [InlineData(1_000_000, 16, 32, 5)]
    [InlineData(18_000_000, 40, 32, 16)]
    [InlineData(18_000_000, 40, 128, 16)]
    [InlineData(18_000_000, 105, 1024, 2)]
    public void Users_are_dealt_into_groups_where_blocks_stay_worth_their_while(
        int ratings,
        int strips,
        int stride,
        int groups
    ) => Assert.Equal(new GridShape(strips, groups), GridShape.Choose(ratings, 138_000, 26_700, stride));

    [Theory]
    [InlineData(2_500)]
    [InlineData(3_999)] // one strip still: blocks enough for five groups
    [InlineData(15_999)]
    public void Small_sets_have_one_group(int ratings) => Assert.Equal(1, GridShape.Choose(ratings, 80, 60, 32).Groups);

    [Fact]
    public void An_item_strip_fits_the_second_level_cache_at_any_rank()
    {
        for (int stride = 16; stride <= 1024; stride += 16)
        {
            int strips = GridShape.Choose(18_000_000, 138_000, 26_700, stride).ItemStrips;
            Assert.InRange(26_700L * stride * sizeof(float) / strips, 0, GridShape.StripBytes);
        }
    }

    [Fact]
    public void More_rows_than_strips_hold_are_refused() =>
        Assert.Throws<ArgumentException>(() => GridShape.Choose(1_000, 900, 134_217_729, 16));
}
