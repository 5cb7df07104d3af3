using FastMf.Data;

namespace FastMf.Tests.Data;

/// <summary>Folds by user and by time.</summary>
public class FoldTests
{
    [Fact]
    public void Folds_by_user_spread_each_user_evenly()
    {
        Ratings ratings = RandomRatings.Rows(20, 50, 403);
        IReadOnlyList<(Ratings Train, Ratings Test)> folds = ratings.KFoldByUser(5, 3);
        Assert.Equal(403, folds.Sum(fold => fold.Test.Count));
        Assert.All(folds, fold => Assert.InRange(fold.Test.Count, 80, 81));
        for (int user = 0; user < 20; user++)
        {
            int all = ratings.UserRows.Count(user);
            Assert.All(folds, fold => Assert.InRange(fold.Test.UserRows.Count(user), all / 5, (all + 4) / 5));
        }
        Assert.Equal(Enumerable.Range(0, 403).Select(i => (float)i), folds.SelectMany(Values).Order()); // each once
        Assert.All(folds, fold => Assert.Same(ratings.Users, fold.Train.Users));
        Assert.All(folds, fold => Assert.Equal(403, fold.Train.Count + fold.Test.Count));
        Assert.Equal(folds.SelectMany(Values), ratings.KFoldByUser(5, 3).SelectMany(Values));
        Assert.NotEqual(folds.SelectMany(Values), ratings.KFoldByUser(5, 4).SelectMany(Values));

        static float[] Values((Ratings Train, Ratings Test) fold) => fold.Test.Values.ToArray();
    }

    [Fact]
    public void Folds_by_time_learn_from_the_past_alone()
    {
        Ratings ratings = RandomRatings.Rows(20, 50, 203);
        IReadOnlyList<(Ratings Train, Ratings Test)> folds = ratings.KFoldByTime(4);
        Assert.Equal([40, 81, 121, 162], folds.Select(fold => fold.Train.Count));
        Assert.Equal([41, 40, 41, 41], folds.Select(fold => fold.Test.Count));
        foreach ((Ratings train, Ratings test) in folds)
        {
            Assert.Same(ratings.Items, test.Items);
            long newest = train.Times.ToArray().Max();
            long oldest = test.Times.ToArray().Min();
            Assert.True(newest <= oldest);
            // Values are positions in the source: of equal times the later ones are the newer.
            for (int i = 0; i < train.Count; i++)
            for (int j = 0; j < test.Count; j++)
                Assert.True(train.Times[i] < test.Times[j] || train.Values[i] < test.Values[j]);
        }
    }

    [Fact]
    public void Folds_that_cannot_be_cut_are_refused()
    {
        Ratings timeless = Ratings.FromRows(2, 2, [0, 1, 1], [0, 1, 0], [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => timeless.KFoldByTime(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => timeless.KFoldByTime(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => timeless.KFoldByTime(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => timeless.KFoldByUser(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => timeless.KFoldByUser(4));
    }
}
