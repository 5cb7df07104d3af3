using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Contracts;
using FastMf.Trainers;
using FastMf.Training;

namespace FastMf.Tests.Models;

/// <summary>A batch of new ratings on a live model.</summary>
public class PartialFitTests
{
    /// <summary>Ids are odd, so that even ones come between them.</summary>
    private static readonly Ratings _history = Odd(Boards.Planted(users: 80, items: 60, count: 2500));

    /// <summary>A known user with known and new items, a new user before all others, one among them, and one with nothing but a new item.</summary>
    private static readonly Ratings _events = Ratings.From([
        new(21, 11, 5f),
        new(21, 12, 4f),
        new(21, 200, 2f),
        new(43, 12, 1f),
        new(0, 1, 2f),
        new(0, 3, 4f),
        new(0, 12, 3f),
        new(50, 5, 2f),
        new(50, 201, 3f),
        new(52, 201, 4f),
    ]);

    public static TheoryData<int> Models => [.. Enumerable.Range(0, Trainers.Length)];

    private static Trainer[] Trainers =>
        [
            new AlsTrainer(new() { Rank = 8, Epochs = 3 }),
            new AlsTrainer(
                new()
                {
                    Rank = 8,
                    Epochs = 3,
                    Bias = false,
                    PenaltyExponent = 0.5f,
                }
            ),
            new AlsTrainer(
                new()
                {
                    Rank = 4,
                    Epochs = 3,
                    NonNegative = true,
                }
            ),
            new SgdTrainer(new() { Rank = 8, Epochs = 5 }),
            new ImplicitAlsTrainer(
                new()
                {
                    Rank = 8,
                    Epochs = 3,
                    Positive = 2f,
                }
            ),
        ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Rows_are_those_that_fold_in_gives_and_the_rest_stays(int index)
    {
        FactorModel before = Trainers[index].Fit(_history).Model;
        FactorModel kept = Copy(before);
        FactorModel after = before.PartialFit(_events, _history);
        Boards.AssertSameBits(kept, before);
        Assert.Equal(before.Users.Count + 3, after.Users.Count);
        Assert.Equal(before.Items.Count + 3, after.Items.Count);
        Assert.Equal(new Id(0), after.Users[0]);
        Ratings all = _history.Append(_events);
        AssertItems(before, after, all, item => !before.Items.TryGetRow(item, out _));
        AssertUsers(before, after, all, user => _events.Users.TryGetRow(user, out _));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Known_items_of_the_events_are_solved_where_that_is_asked_for(int index)
    {
        FactorModel before = Trainers[index].Fit(_history).Model;
        FactorModel after = before.PartialFit(_events, _history, new() { KnownItems = true });
        Ratings all = _history.Append(_events);
        AssertItems(before, after, all, item => _events.Items.TryGetRow(item, out _));
        AssertUsers(before, after, all, user => _events.Users.TryGetRow(user, out _));
    }

    [Fact]
    public void Threads_change_no_bit_and_a_repetition_changes_nothing()
    {
        FactorModel before = Trainers[0].Fit(_history).Model;
        FactorModel one = before.PartialFit(_events, _history, new() { Threads = 1 });
        Boards.AssertSameBits(one, before.PartialFit(_events, _history, new() { Threads = 5 }));
        Boards.AssertSameBits(one, one.PartialFit(_events, _history.Append(_events)));
    }

    [Fact]
    public void What_does_not_change_is_shared()
    {
        FactorModel before = Trainers[0].Fit(_history).Model;
        FactorModel after = before.PartialFit(Ratings.From([new(0, 1, 2f)]));
        Assert.Same(before.ItemFactors, after.ItemFactors);
        Assert.Same(before.Items, after.Items);
        Assert.Equal(before.Info, after.Info);
        FactorModel same = before.PartialFit(Ratings.From([]), _history);
        Boards.AssertSameBits(before, same);
    }

    [Fact]
    public void New_ratings_are_predicted_better_than_by_the_unknown()
    {
        FactorModel before = Trainers[0].Fit(_history).Model;
        FactorModel after = before.PartialFit(_events, _history);
        Assert.True(Error(after) < 0.5 * Error(before), $"{Error(before)} {Error(after)}");

        static double Error(FactorModel model)
        {
            double sum = 0;
            for (int k = 0; k < _events.Count; k++)
            {
                (Id user, Id item) = (_events.Users[_events.UserRows[k]], _events.Items[_events.ItemRows[k]]);
                sum += Math.Pow(model.Predict(user, item).Value - _events.Values[k], 2);
            }
            return sum;
        }
    }

    [Fact]
    public void Repeated_pairs_count_as_asked()
    {
        FactorModel before = Trainers[4].Fit(_history).Model;
        Ratings events = Ratings.From([new(21, _history.Items[_history.ByUser.ColumnsOf(10)[0]], 7f)]);
        FactorModel summed = before.PartialFit(events, _history, new() { Duplicates = Duplicates.Sum });
        AssertUsers(before, summed, _history.Append(events, Duplicates.Sum), user => user == 21);
        Assert.Throws<ArgumentException>(() =>
            before.PartialFit(events, _history, new() { Duplicates = Duplicates.Error })
        );
    }

    [Fact]
    public void All_users_of_a_history_at_once_are_those_one_by_one()
    {
        foreach (Trainer trainer in Trainers)
        {
            FactorModel model = trainer.Fit(_history).Model;
            FactorModel folded = model.FoldInUsers(_events, threads: 3);
            Assert.Same(_events.Users, folded.Users);
            Assert.Same(model.ItemFactors, folded.ItemFactors);
            AssertUsers(model, folded, _events.AlignTo(_events.Users, model.Items), _ => true);
        }
    }

    [Fact]
    public void What_cannot_be_folded_in_is_refused()
    {
        FactorModel pairs = new BprTrainer(new() { Rank = 4, Epochs = 1 }).Fit(_history).Model;
        Assert.Contains("bpr", Assert.Throws<InvalidOperationException>(() => pairs.PartialFit(_events)).Message);
        Assert.Contains("bpr", Assert.Throws<InvalidOperationException>(() => pairs.FoldInUsers(_events)).Message);
        FactorModel plays = Trainers[4].Fit(_history).Model;
        Ratings weighted = Ratings.From([new(1, 1, 1f, Weight: 2f)]);
        Assert.Equal("events", Assert.Throws<ArgumentException>(() => plays.PartialFit(weighted)).ParamName);
        Ratings twice = Ratings.FromRows(1, 2, [0, 0], [1, 1], [1f, 2f]);
        Assert.Equal("history", Assert.Throws<ArgumentException>(() => plays.FoldInUsers(twice)).ParamName);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => plays.PartialFit(_events, cancellationToken: stop.Token));
    }

    private static void AssertUsers(FactorModel before, FactorModel after, Ratings all, Func<Id, bool> touched)
    {
        float[] factors = new float[after.Rank];
        foreach (int row in Enumerable.Range(0, after.Users.Count))
        {
            if (!touched(after.Users[row]))
            {
                Assert.True(before.Users.TryGetRow(after.Users[row], out int old));
                Assert.Equal(before.UserFactors[old], after.UserFactors[row]);
                Assert.Equal(BiasOf(before.UserBias, old), BiasOf(after.UserBias, row));
                continue;
            }
            int[] mine = Of(all, all.Users, all.UserRows, after.Users[row]);
            int[] items = [.. mine.Select(k => RowOf(after.Items, all.Items[all.ItemRows[k]]))];
            after.FoldInUser(items, [.. mine.Select(k => all.Values[k])], factors, out float bias);
            Assert.Equal(factors, after.UserFactors[row]);
            Assert.Equal(bias, BiasOf(after.UserBias, row));
        }
    }

    private static void AssertItems(FactorModel before, FactorModel after, Ratings all, Func<Id, bool> touched)
    {
        float[] factors = new float[after.Rank];
        foreach (int row in Enumerable.Range(0, after.Items.Count))
        {
            if (!touched(after.Items[row]))
            {
                Assert.True(before.Items.TryGetRow(after.Items[row], out int old));
                Assert.Equal(before.ItemFactors[old], after.ItemFactors[row]);
                Assert.Equal(BiasOf(before.ItemBias, old), BiasOf(after.ItemBias, row));
                continue;
            }
            int[] mine =
            [
                .. Of(all, all.Items, all.ItemRows, after.Items[row])
                    .Where(k => before.Users.TryGetRow(all.Users[all.UserRows[k]], out _)),
            ];
            int[] users = [.. mine.Select(k => RowOf(before.Users, all.Users[all.UserRows[k]]))];
            before.FoldInItem(users, [.. mine.Select(k => all.Values[k])], factors, out float bias);
            Assert.Equal(factors, after.ItemFactors[row]);
            Assert.Equal(bias, BiasOf(after.ItemBias, row));
            Assert.Equal(users.Length == 0, factors.All(x => x == 0f));
        }
    }

    private static int[] Of(Ratings ratings, IdMap ids, ReadOnlySpan<int> rows, Id id)
    {
        int row = RowOf(ids, id);
        int[] all = rows.ToArray();
        return [.. Enumerable.Range(0, ratings.Count).Where(k => all[k] == row)];
    }

    private static int RowOf(IdMap ids, Id id) => ids.TryGetRow(id, out int row) ? row : -1;

    private static float BiasOf(ReadOnlySpan<float> biases, int row) => biases.IsEmpty ? 0f : biases[row];

    private static FactorModel Copy(FactorModel model) =>
        new(
            model.UserFactors.Copy(),
            model.ItemFactors.Copy(),
            model.Info,
            model.Users,
            model.Items,
            model.UserBias.IsEmpty ? null : model.UserBias.ToArray(),
            model.ItemBias.IsEmpty ? null : model.ItemBias.ToArray()
        );

    private static Ratings Odd(Ratings ratings) =>
        Ratings.FromColumns(
            [.. ratings.UserRows.ToArray().Select(row => 2L * row + 1)],
            [.. ratings.ItemRows.ToArray().Select(row => 2L * row + 1)],
            ratings.Values
        );
}
