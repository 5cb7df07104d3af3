using System.CommandLine;
using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Cli.Output;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Verbs;

/// <summary>A prediction for each pair of a file.</summary>
internal sealed class PredictVerb : Verb
{
    private readonly Argument<string> _model = Opt.File("MODEL", "A model file.");
    private readonly Argument<string> _pairs = Opt.File(
        "PAIRS",
        "Pairs of user and item, laid out like ratings; further columns are left out."
    );
    private readonly Option<string?> _output = Opt.Output(
        "The file to write, packed where it ends in .gz; else standard output."
    );
    private readonly Option<bool> _clip = Opt.Clip();
    private readonly RatingsFileOptions _files;

    public PredictVerb()
        : base(
            "predict",
            "Predict the rating of each pair: lines user,item,prediction (logistic: the probability of 1). Unknown ids get the mean and the known side's bias.",
            "model.safetensors pairs.csv",
            "model.safetensors pairs.csv -o predictions.csv --clip"
        )
    {
        Add(_model);
        Add(_pairs);
        Add(_output);
        Add(_clip);
        _files = new(this, pairs: true);
    }

    public override void Execute(ParseResult call, Session session)
    {
        string modelPath = call.GetRequiredValue(_model);
        string pairsPath = call.GetRequiredValue(_pairs);
        string? output = call.GetValue(_output);
        RatingsFormat format = _files.Read(call);
        Files.CheckInputs(modelPath, pairsPath);
        Files.CheckOutput(output, modelPath, pairsPath);

        FactorModel model = ModelFile.Load(modelPath);
        Ratings pairs = RatingsReader.ReadPairs(pairsPath, format, null, session.Token);
        int[] users = Rows(pairs.Users.MapTo(model.Users), pairs.UserRows);
        int[] items = Rows(pairs.Items.MapTo(model.Items), pairs.ItemRows);
        float[] predictions = new float[pairs.Count];
        model.Predict(users, items, predictions);
        foreach (ref float prediction in predictions.AsSpan())
            prediction = model.Info.Objective.Loss.Respond(prediction);
        Clip.RefuseFor(model.Info.Objective, call, _clip);
        if (call.GetValue(_clip))
            Clip.Apply(model, predictions);

        int unknown = users.Zip(items).Count(pair => pair.First < 0 || pair.Second < 0);
        if (unknown > 0)
            session.Say(
                Numbers.Format(
                    $"{unknown:N0} of {pairs.Count:N0} pairs have an unknown user or item; they get the mean and the known side's bias."
                )
            );
        if (output is not null || !session.IsJson)
            TextOutput.Write(session, output, text => WriteLines(text, pairs, predictions, session.Token));
        if (session.IsJson)
            session.WriteJson(json => WriteJson(json, pairs, predictions, unknown));
    }

    private static int[] Rows(int[] map, ReadOnlySpan<int> rows)
    {
        int[] mapped = new int[rows.Length];
        for (int k = 0; k < rows.Length; k++)
            mapped[k] = map[rows[k]];
        return mapped;
    }

    private static void WriteLines(TextWriter text, Ratings pairs, float[] predictions, CancellationToken token)
    {
        text.WriteLine("user,item,prediction");
        for (int k = 0; k < predictions.Length; k++)
        {
            if (k % 65_536 == 0)
                token.ThrowIfCancellationRequested();
            text.Write(TextOutput.Field(pairs.Users[pairs.UserRows[k]]));
            text.Write(',');
            text.Write(TextOutput.Field(pairs.Items[pairs.ItemRows[k]]));
            text.Write(',');
            text.WriteLine(predictions[k].ToString(Numbers.Culture));
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Ratings pairs, float[] predictions, int unknown)
    {
        json.WriteStartObject();
        json.WriteNumber("pairs", pairs.Count);
        json.WriteNumber("unknown", unknown);
        json.WriteStartArray("predictions");
        for (int k = 0; k < predictions.Length; k++)
        {
            json.WriteStartObject();
            json.WriteId("user", pairs.Users[pairs.UserRows[k]], pairs.Users);
            json.WriteId("item", pairs.Items[pairs.ItemRows[k]], pairs.Items);
            json.WriteFinite("prediction", predictions[k]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
