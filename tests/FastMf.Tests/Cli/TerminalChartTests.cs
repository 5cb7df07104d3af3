using FastMf.Cli.Output;
using FastMf.Cli.Report;

namespace FastMf.Tests.Cli;

/// <summary>The chart in a terminal, character by character.</summary>
public class TerminalChartTests
{
    private static readonly double[] _epochs = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly ChartSeries _train = new(
        "train",
        _epochs,
        [1, 0.8, 0.7, 0.62, 0.56, 0.52, 0.49, 0.47, 0.46]
    );

    private static readonly Chart _curve = new("Learning curve", "epoch", "RMSE")
    {
        Series = [_train, new("validation", _epochs, [1, 0.85, 0.78, 0.74, 0.72, 0.72, 0.73, 0.75, 0.78])],
        Marks = [new(4, null, "best epoch 4"), new(null, 0.5, "not on the axis")],
    };

    [Fact]
    public void Braille_tells_lines_by_their_dashes() =>
        AssertPicture(
            """
            Learning curve: RMSE  ▲ best epoch 4
            1.0 ┤⠑⢆
                │  ⠑⢕⠄ ⡀
            0.8 ┤    ⠑⠢⠬⣁ ⠢⠄ ⣀⡀ ⣀           ⣀⡀ ⣀⡀ ⠤⠄   ╌╌ validation
                │        ⠉⠒⠤⢄⡀   ⠁ ⠉⠁ ⠉⠁ ⠉⠁
            0.6 ┤            ⠈⠉⠒⠒⠤⢄⣀⣀
                │                    ⠉⠉⠑⠒⠒⠒⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀  ── train
                └┬────────┬────────▲───────┬────────┬
                 0        2        4       6        8  epoch
            """,
            _curve,
            56
        );

    [Fact]
    public void Ascii_tells_them_by_their_characters() =>
        AssertPicture(
            """
            Learning curve: RMSE  ^ best epoch 4
            1.0 +oo
                |  oooo
            0.8 +    **oooooooooo           oooooooooo  o validation
                |        ******  ooooooooooo
            0.6 +              **********
                |                        *************  * train
                ++--------+--------^--------+--------+
                 0        2        4        6        8  epoch
            """,
            _curve,
            56,
            ChartCharset.Ascii
        );

    [Fact]
    public void A_start_far_off_is_beyond_the_picture()
    {
        Chart chart = Of(new ChartSeries("train", _epochs, [5, 0.8, 0.7, 0.62, 0.56, 0.52, 0.49, 0.47, 0.46]));
        AssertPicture(
            """
            Learning curve: RMSE  (starts at 5)
            0.8 +    *
                |     ***
                |        ***
            0.6 +           ***
                |              ********
                |                      ********  * train
                ++------+------+-------+------+
                 0      2      4       6      8  epoch
            """,
            chart,
            44,
            ChartCharset.Ascii
        );
    }

    [Fact]
    public void Ends_that_are_given_hold() =>
        AssertPicture(
            """
            Learning curve: RMSE  (starts at 1)
                |     ******
            0.5 +           ***********
                |                      ********  * train
                |
                |
            0.0 +
                ++------+------+-------+------+
                 0      2      4       6      8  epoch
            """,
            Of(_train) with
            {
                YRange = (0, 0.7),
            },
            44,
            ChartCharset.Ascii
        );

    [Fact]
    public void A_level_line_is_in_the_middle() =>
        AssertPicture(
            """
            Learning curve: RMSE
             0.001 ┤
                   │
                   │
             0.000 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉  ── rate
                   │
            -0.001 ┤
                   └┬──────────┬───────
                    0          5  epoch
            """,
            Of(new ChartSeries("rate", _epochs, [0, 0, 0, 0, 0, 0, 0, 0, 0])),
            36
        );

    [Fact]
    public void Huge_numbers_are_short_what_is_no_number_is_left_out_and_names_stand_apart() =>
        AssertPicture(
            """
            Learning curve: RMSE
            1E+30 ┤⠉⠒⠤⢄⡀
                  │   ⠁⠈⠉⡒⠢⢄⣀
                  │         ⡀⠉⠒⠢⢄⣀
            5E+29 ┤            ⠄  ⠉⠑⠢⠤⣀            ── a
                  │      ⡠⠄ ⠊⠁ ⠒⠄ ⣄⡀   ⠉⠑⠢⠤⣀⡀      ╌╌ b
                0 ┤⣀⠄ ⠒⠁             ⠋⠁ ⡒⠂ ⡤⠌⠑⣖⡤⣀  ·· c
                  └┬─────────┬────────┬─────────┬
                   0         1        2         3  epoch
            """,
            Of(
                new ChartSeries("a", [0, 1, 2, 3], [1e30, double.NaN, double.PositiveInfinity, 0]),
                new ChartSeries("b", [0, 1, 2, 3], [0, 3e29, 1e29, 0]),
                new ChartSeries("c", [0, 1, 2, 3], [1e30, 5e29, 0, 0]),
                new ChartSeries("none", [0], [double.NaN])
            ),
            44
        );

    [Theory]
    [InlineData(20, 9)] // too narrow
    [InlineData(80, 5)] // too low
    public void Where_there_is_no_room_there_is_no_picture(int width, int height) =>
        Assert.Empty(TerminalChart.Lines(_curve, width, height, ChartCharset.Braille));

    [Fact]
    public void Two_points_are_no_picture()
    {
        ChartSeries two = new("train", [0, 1, 2], [1, 0.5, double.NaN]);
        Assert.Empty(TerminalChart.Lines(Of(two), 80, 9, ChartCharset.Braille));
    }

    [Fact]
    public void It_fits_any_room()
    {
        foreach (ChartCharset charset in new[] { ChartCharset.Braille, ChartCharset.Ascii })
        foreach (int epochs in new[] { 3, 20, 4000 })
            for (int width = 1; width <= 130; width++)
            {
                double[] x = [.. Enumerable.Range(0, epochs).Select(k => (double)k)];
                ChartSeries series = new("validation", x, [.. x.Select(k => 1e-4 + Math.Cos(k) / (1 + k))]);
                Chart chart = Of(series) with { Marks = [new(epochs - 1, null, "best epoch")] };
                IReadOnlyList<string> lines = TerminalChart.Lines(chart, width, 8 + width % 5, charset);
                Assert.Equal(width >= 42 ? 8 + width % 5 : lines.Count, lines.Count);
                Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
            }
    }

    private static Chart Of(params ChartSeries[] series) => new("Learning curve", "epoch", "RMSE") { Series = series };

    private static void AssertPicture(string picture, Chart chart, int width, ChartCharset? charset = null)
    {
        IReadOnlyList<string> lines = TerminalChart.Lines(chart, width, 9, charset ?? ChartCharset.Braille);
        Assert.Equal(picture.ReplaceLineEndings("\n"), string.Join('\n', lines));
    }
}
