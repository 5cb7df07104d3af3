using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.Penalties;
using FastMf.Training;

namespace FastMf.Cli.Output;

/// <summary>What <c>train</c> has to tell when it is done.</summary>
internal sealed record TrainResult(
    string Model,
    Ratings Ratings,
    FitResult Fit,
    TrainerOptions Options,
    string Solver,
    double LoadSeconds,
    RatingErrors? Validation
)
{
    /// <summary>Why training ended, in a word.</summary>
    public string Stopped =>
        Fit.Stopped switch
        {
            StopReason.Patience => "patience",
            StopReason.Tolerance => "tolerance",
            _ => "epochs",
        };

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteNumber("users", Ratings.Users.Count);
        json.WriteNumber("items", Ratings.Items.Count);
        json.WriteNumber("ratings", Ratings.Count);
        json.WriteNumber("rank", Fit.Model.Rank);
        json.WriteString("solver", Solver);
        json.WriteNumber("seed", Options.Seed);
        json.WriteNumber("threads", Fit.Threads);
        json.WriteFinite("loadSeconds", LoadSeconds);
        json.WriteFinite("trainSeconds", Fit.Seconds);
        json.WriteString("stopped", Stopped);
        if (Fit.Model.Info.LastEvent is { } lastEvent)
            json.WriteNumber("lastEvent", lastEvent);
        if (Fit.ResumedAfter > 0)
            json.WriteNumber("resumedAfter", Fit.ResumedAfter);
        if (Options.Penalty.Parts.OfType<L1Penalty>().Any())
        {
            json.WriteFinite("userZeroShare", Fit.Model.UserFactors.ZeroShare());
            json.WriteFinite("itemZeroShare", Fit.Model.ItemFactors.ZeroShare());
        }
        json.WriteStartArray("epochs");
        foreach (EpochReport epoch in Fit.History)
            WriteEpoch(json, epoch);
        json.WriteEndArray();
        WriteValidation(json);
        WriteDiagnosis(json);
        json.WriteEndObject();
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine(
            Numbers.Format(
                $"{Model}: {Fit.Model.Users.Count:N0} users, {Fit.Model.Items.Count:N0} items, rank {Fit.Model.Rank}; {Ratings.Count:N0} ratings, {Fit.Seconds:F2} s on {Fit.Threads} threads"
            )
        );
        if (Validation is { } errors)
            output.WriteLine(
                Numbers.Format(
                    $"validation: {string.Join(", ", ErrorMeasures.Of(Fit, errors).Select(measure => Numbers.Format($"{measure.Name} {measure.Value:F5}")))} on {errors.Ratings:N0} ratings ({errors.Unknown:N0} with an unknown user or item); best epoch {Fit.BestEpoch}, stopped by {Stopped}"
                )
            );
    }

    internal static void WriteEpoch(Utf8JsonWriter json, EpochReport epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteFinite("objective", epoch.Objective);
        json.WriteFinite("dataCost", epoch.DataCost);
        json.WriteFinite("penalty", epoch.Penalty);
        json.WriteFinite("trainRmse", epoch.TrainRmse);
        json.WriteFinite("validationRmse", epoch.ValidationRmse);
        json.WriteFinite("learningRate", epoch.LearningRate);
        json.WriteFinite("seconds", epoch.Seconds);
        if (epoch.ValidationLogLoss is { } logLoss)
            json.WriteFinite("validationLogLoss", logLoss);
        if (epoch.ValidationNdcg is { } ndcg)
            json.WriteFinite("validationNdcg", ndcg);
        json.WriteFinite("userNorm", epoch.UserNorm);
        json.WriteFinite("itemNorm", epoch.ItemNorm);
        json.WriteEndObject();
    }

    private void WriteValidation(Utf8JsonWriter json)
    {
        if (Validation is not { } errors)
        {
            json.WriteNull("validation");
            return;
        }
        json.WriteStartObject("validation");
        foreach ((string name, double value) in ErrorMeasures.Of(Fit, errors))
            json.WriteFinite(name, value);
        json.WriteNumber("ratings", errors.Ratings);
        json.WriteNumber("unknown", errors.Unknown);
        json.WriteNumber("bestEpoch", Fit.BestEpoch);
        json.WriteEndObject();
    }

    private void WriteDiagnosis(Utf8JsonWriter json)
    {
        json.WriteStartArray("diagnosis");
        foreach (Finding finding in Fit.Diagnosis)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Name);
            json.WriteString("message", finding.Message);
            json.WriteString("try", finding.Advice);
            json.WriteStartObject("numbers");
            foreach (FindingNumber number in finding.Numbers)
                json.WriteFinite(number.Name, number.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
