using FastMf.Catalogs;
using FastMf.Optimizers;

namespace FastMf.Tests.Laws;

/// <summary>What must hold of every setting of everything that is found by its name.</summary>
public class SettingLaws
{
    private static readonly string[] s_values = ["0.3", "0.25", "2", "on", "off"];

    public static TheoryData<string> LossNames => [.. Entries.Losses.Select(loss => loss.Name)];

    public static TheoryData<string> PenaltyNames => [.. Entries.Penalties.Select(penalty => penalty.Name)];

    public static TheoryData<string> OptimizerNames => [.. OptimizerCatalog.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(LossNames))]
    public void OfLosses(string name) => Hold(Entries.Losses, name);

    [Theory]
    [MemberData(nameof(PenaltyNames))]
    public void OfPenalties(string name) => Hold(Entries.Penalties, name);

    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void OfOptimizers(string name) => Hold(OptimizerCatalog.All, name);

    [Fact]
    public void ThoseOfOneNameMeanTheSameToAllOptimizers()
    {
        IEnumerable<Setting<Optimizer>> all = OptimizerCatalog.All.SelectMany(optimizer => optimizer.Settings);
        foreach (IGrouping<string, Setting<Optimizer>> group in all.GroupBy(setting => setting.Name))
            Assert.Single(group.Select(s => (s.Property, s.Meaning, s.Expected, s.IsSwitch)).Distinct());
    }

    private static void Hold<T>(IReadOnlyList<T> catalog, string name)
        where T : class, IEntry<T>
    {
        T entry = catalog.Single(one => one.Name == name);
        Assert.Matches("^[a-z]+[0-9]?(-[a-z]+)*$", name);
        Assert.NotEmpty(entry.Formula);
        EntryText.Check(entry);
        Assert.Equal(entry.Settings.Count, entry.Settings.Select(setting => setting.Name).Distinct().Count());
        for (int k = 0; k < entry.Settings.Count; k++)
        {
            Setting<T> setting = entry.Settings[k];
            Assert.Matches("^[a-z]+[0-9]?(-[a-z]+)*$", setting.Name);
            Assert.NotNull(entry.GetType().GetProperty(setting.Property));
            Assert.Equal(entry, setting.With(setting.Text));
            foreach (string wrong in new[] { "", "nonsense", "NaN", "Infinity", "-1", "1e999" })
                Assert.Null(setting.With(wrong));
            foreach (string value in s_values.Where(value => setting.With(value) is not null))
                AssertChanged(entry, setting.With(value)!, k, value, catalog);
        }
    }

    /// <summary>The one setting has the value and the others are as they were; the text gives it back.</summary>
    private static void AssertChanged<T>(T entry, T changed, int k, string value, IReadOnlyList<T> catalog)
        where T : class, IEntry<T>
    {
        for (int other = 0; other < entry.Settings.Count; other++)
            Assert.Equal(other == k ? value : entry.Settings[other].Text, changed.Settings[other].Text);
        Assert.Equal(changed, EntryText.Parse(EntryText.Format(changed), catalog, "entry"));
    }
}
