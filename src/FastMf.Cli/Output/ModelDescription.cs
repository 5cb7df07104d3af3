using System.Text.Json;
using FastMf.Cli.Options;
using FastMf.Data;
using FastMf.IO;
using FastMf.Models;

namespace FastMf.Cli.Output;

/// <summary>What <c>inspect</c> says of a model.</summary>
internal sealed record ModelDescription(FactorModel Model, ModelHeader Header)
{
    public void WriteJson(Utf8JsonWriter json)
    {
        ModelInfo info = Model.Info;
        json.WriteStartObject();
        json.WriteString("model", Header.Path);
        json.WriteNumber("bytes", Header.Bytes);
        json.WriteNumber("users", Model.Users.Count);
        json.WriteNumber("items", Model.Items.Count);
        json.WriteNumber("rank", Model.Rank);
        json.WriteString("userIds", KindOf(Model.Users));
        json.WriteString("itemIds", KindOf(Model.Items));
        json.WriteBoolean("bias", HasBias);
        json.WriteBoolean("index", HasIndex);
        json.WriteFinite("mean", info.Mean);
        json.WriteFinite("minRating", info.MinRating);
        json.WriteFinite("maxRating", info.MaxRating);
        json.WriteStartObject("norms");
        foreach ((string name, double norm) in Norms())
            json.WriteFinite(name, norm);
        json.WriteEndObject();
        json.WriteStartObject("zeroShares");
        foreach ((string name, FactorMatrix factors) in Factors())
            json.WriteFinite(name, factors.ZeroShare());
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        foreach ((string name, string value) in Header.Metadata)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartArray("tensors");
        foreach (TensorInfo tensor in Header.Tensors)
            WriteTensor(json, tensor);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteText(TextWriter output)
    {
        ModelInfo info = Model.Info;
        output.WriteLine(Numbers.Format($"{Header.Path}: {Header.Bytes:N0} bytes, checksum fits"));
        output.WriteLine(
            Numbers.Format($"{Model.Users.Count:N0} users ({KindOf(Model.Users)} ids{Span(Model.Users)})")
        );
        output.WriteLine(
            Numbers.Format($"{Model.Items.Count:N0} items ({KindOf(Model.Items)} ids{Span(Model.Items)})")
        );
        output.WriteLine(
            Numbers.Format(
                $"rank {Model.Rank}, biases {(HasBias ? "on" : "off")}, mean {info.Mean}, ratings from {info.MinRating} to {info.MaxRating}"
            )
        );
        output.WriteLine(HasIndex ? "an index is beside the factors" : "no index");
        output.WriteLine();
        output.WriteLine("norms (root of the sum of squares)");
        foreach ((string name, double norm) in Norms())
            output.WriteLine(Numbers.Format($"  {name, -24}{norm:G6}"));
        output.WriteLine("share of exact zeros");
        foreach ((string name, FactorMatrix factors) in Factors())
            output.WriteLine(Numbers.Format($"  {name, -24}{factors.ZeroShare():P2}"));
        output.WriteLine("tensors");
        foreach (TensorInfo tensor in Header.Tensors)
            output.WriteLine(
                Numbers.Format(
                    $"  {tensor.Name, -24}{tensor.Dtype, -5}[{string.Join(", ", tensor.Shape)}]  {tensor.Bytes:N0} bytes"
                )
            );
        output.WriteLine("metadata");
        foreach ((string name, string value) in Header.Metadata)
            output.WriteLine($"  {name, -32}{value}");
    }

    private bool HasBias => !Model.UserBias.IsEmpty || !Model.ItemBias.IsEmpty;

    private bool HasIndex => Model.StoredRetriever() is not null;

    private static string KindOf(IdMap ids) => ids.IsInteger ? "integer" : "text";

    private static string Span(IdMap ids) => ids.Count == 0 ? "" : $", {ids[0]} … {ids[ids.Count - 1]}";

    private (string Name, FactorMatrix Factors)[] Factors() =>
        [("userFactors", Model.UserFactors), ("itemFactors", Model.ItemFactors)];

    private IEnumerable<(string Name, double Norm)> Norms()
    {
        foreach ((string name, FactorMatrix factors) in Factors())
            yield return (name, Norm(factors));
        if (!HasBias)
            yield break;
        yield return ("userBias", Math.Sqrt(SumOfSquares(Model.UserBias)));
        yield return ("itemBias", Math.Sqrt(SumOfSquares(Model.ItemBias)));
    }

    private static double Norm(FactorMatrix factors)
    {
        double sum = 0;
        for (int row = 0; row < factors.Rows; row++)
            sum += SumOfSquares(factors[row]);
        return Math.Sqrt(sum);
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return sum;
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorInfo tensor)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        json.WriteString("type", tensor.Dtype);
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteNumber("bytes", tensor.Bytes);
        json.WriteEndObject();
    }
}
