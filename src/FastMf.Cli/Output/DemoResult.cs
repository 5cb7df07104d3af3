using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Data;
using FastMf.Models;
using FastMf.Training;

namespace FastMf.Cli.Output;

/// <summary>What <c>demo</c> shows: two learning curves, recommendations beside the known answer, and how close it came.</summary>
internal sealed record DemoResult(
    string Model,
    SyntheticData Data,
    Ratings Train,
    FitResult Without,
    FitResult With,
    double Rmse,
    double PlantedRmse
)
{
    private const int User = 0;

    public void WriteText(TextWriter output)
    {
        WriteCurves(output);
        output.WriteLine();
        output.WriteLine($"Recommended to user {Data.Ratings.Users[User]} (what was rated before is left out):");
        output.WriteLine("  item   predicted   planted");
        foreach (Scored scored in Recommended())
            output.WriteLine(
                Numbers.Format(
                    $"  {With.Model.Items[scored.Row], -6} {scored.Score, 9:F3} {Data.PlantedPrediction(User, scored.Row), 9:F3}"
                )
            );
        output.WriteLine();
        output.WriteLine(
            Numbers.Format(
                $"Model: {Model} ({With.Model.Users.Count:N0} users, {With.Model.Items.Count:N0} items, rank {With.Model.Rank})"
            )
        );
        output.WriteLine(
            Numbers.Format(
                $"Held-out rmse {Rmse:F4}, planted predictor {PlantedRmse:F4}: ratio {Rmse / PlantedRmse:F4}"
            )
        );
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteNumber("users", Train.Users.Count);
        json.WriteNumber("items", Train.Items.Count);
        json.WriteNumber("ratings", Data.Ratings.Count);
        WriteCurve(json, "withoutPenalty", Without);
        WriteCurve(json, "withPenalty", With);
        json.WriteStartArray("recommended");
        foreach (Scored scored in Recommended())
        {
            json.WriteStartObject();
            json.WriteId("item", With.Model.Items[scored.Row], With.Model.Items);
            json.WriteFinite("score", scored.Score);
            json.WriteFinite("planted", Data.PlantedPrediction(User, scored.Row));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteFinite("heldOutRmse", Rmse);
        json.WriteFinite("plantedRmse", PlantedRmse);
        json.WriteFinite("ratio", Rmse / PlantedRmse);
        json.WriteEndObject();
    }

    private void WriteCurves(TextWriter output)
    {
        output.WriteLine("RMSE an epoch; * is the best epoch by the watched ratings");
        output.WriteLine("            no penalty              penalty");
        output.WriteLine("epoch     train   watched       train   watched");
        for (int k = 0; k < Math.Max(Without.History.Count, With.History.Count); k++)
            output.WriteLine(Numbers.Format($"{k, 5}  {Cells(Without, k)}  {Cells(With, k)}").TrimEnd());
        (EpochReport best, EpochReport last) = (Without.History[Without.BestEpoch], Without.History[^1]);
        output.WriteLine(
            Numbers.Format(
                $"Underfitting: in the first epochs both errors are high. Overfitting: without a penalty the training error goes on falling to {last.TrainRmse:F3}, while the watched error turns at epoch {best.Epoch} and rises from {best.ValidationRmse:F3} to {last.ValidationRmse:F3}."
            )
        );
    }

    private static string Cells(FitResult fit, int k)
    {
        if (k >= fit.History.Count)
            return "";
        EpochReport epoch = fit.History[k];
        return Numbers.Format(
            $"{epoch.TrainRmse, 8:F4}  {epoch.ValidationRmse, 8:F4}{(epoch.Epoch == fit.BestEpoch ? '*' : ' ')} "
        );
    }

    private static void WriteCurve(Utf8JsonWriter json, string name, FitResult fit)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bestEpoch", fit.BestEpoch);
        json.WriteStartArray("epochs");
        foreach (EpochReport epoch in fit.History)
            TrainResult.WriteEpoch(json, epoch);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private Scored[] Recommended()
    {
        Scored[] best = new Scored[5];
        int found = With.Model.Recommend(User, best, Train);
        return best[..found];
    }
}
