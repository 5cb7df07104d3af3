using System.IO.Compression;
using FastMf.Cli;

namespace FastMf.Docs.Tests;

/// <summary>What the documents and the help pages tell to type, typed.</summary>
public sealed partial class Snippets
{
    /// <summary>Only parsed: one goes on until it is stopped, the others make a million ratings.</summary>
    private static readonly string[] _onlyParsed = ["serve", "demo", "generate"];

    public static TheoryData<string> Documents => SnippetTests.Documents;

    public static TheoryData<string> Verbs => [.. CommandLine.Root().Subcommands.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_of_a_document_work_one_after_the_other(string document)
    {
        WriteInputs();
        foreach (string line in SnippetTests.TypedLinesOf(document))
        {
            if (line.StartsWith("mkdir ", StringComparison.Ordinal))
                Directory.CreateDirectory(line["mkdir ".Length..]);
            else if (line.StartsWith("fastmf ", StringComparison.Ordinal))
                Type(line);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Examples_of_a_help_page_work(string verb)
    {
        WriteInputs();
        foreach (string folder in (string[])["folder", "saved", "events"])
            Directory.CreateDirectory(folder);
        Type("fastmf split ratings.csv -o . --by users");
        File.Move("test.csv", "held-out.csv");
        Type("fastmf split ratings.csv -o .");
        Type("fastmf convert model.safetensors model.txt");
        byte[] model = File.ReadAllBytes("model.safetensors");

        string[] examples = [.. ExamplesOf(verb)];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            File.WriteAllBytes("model.safetensors", model);
            Type(example);
        }
    }

    private static void Type(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.True(CommandLine.Root().Parse(words).Errors is [], line);
        if (_onlyParsed.Contains(words[0]))
            return;
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(words, output, error);
        Assert.True(code == 0, $"{line}\n{error}");
    }

    private static IEnumerable<string> ExamplesOf(string verb)
    {
        using StringWriter help = new();
        Assert.Equal(0, CommandLine.Run([verb, "--help"], help, TextWriter.Null));
        return help.ToString()
            .Split('\n')
            .SkipWhile(line => !line.StartsWith("Example", StringComparison.Ordinal))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("fastmf ", StringComparison.Ordinal));
    }

    /// <summary>The files that the commands begin with, of the ratings that are there.</summary>
    private static void WriteInputs()
    {
        string[] lines = File.ReadAllLines("ratings.csv");
        string[] ratings = lines[1..];
        File.WriteAllLines("data.csv", ratings);
        File.WriteAllLines("test.csv", ratings[..200]);
        File.WriteAllLines("today.csv", lines[..5]);
        File.WriteAllLines("pairs.csv", ratings[..20].Select(line => line[..line.LastIndexOf(',')]));
        File.WriteAllLines("sold-out.txt", ["3", "7"]);
        File.WriteAllLines("ratings.tsv", ratings.Select(line => line.Replace(',', '\t')));
        File.WriteAllLines("plays.csv", [lines[0], .. ratings.Where(line => line.EndsWith("4.5"))]);
        File.WriteAllLines("clicks.csv", lines.Select(line => line.Replace("4.5", "1").Replace("1.5", "0")));
        using (GZipStream zip = new(File.Create("ratings.csv.gz"), CompressionLevel.Fastest))
            zip.Write(File.ReadAllBytes("ratings.csv"));
        Type("fastmf train ratings.csv -o model.safetensors --rank 4");
    }
}
