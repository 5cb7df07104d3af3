using System.Reflection;
using FastMf.Tests;
using FastMf.Tests.House;

namespace FastMf.Hosting.Tests.House;

/// <summary>What the rooms around the library show and use.</summary>
public class RoomTests
{
    private const string Update = "FASTMF_UPDATE_API";

    /// <summary>An assembly, and the beginnings of the names of those that it may use besides .NET's own.</summary>
    public static TheoryData<Assembly, string[]> Rooms { get; } =
        new() { { typeof(RecommenderHandle).Assembly, ["FastMf", "Microsoft.Extensions."] } };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_what_architecture_says(Assembly room, string[] allowed)
    {
        string name = room.GetName().Name!;
        Assert.All(
            room.GetReferencedAssemblies(),
            used =>
                Assert.True(
                    used.Name!.StartsWith("System.", StringComparison.Ordinal)
                        || allowed.Any(one =>
                            one.EndsWith('.') ? used.Name.StartsWith(one, StringComparison.Ordinal) : used.Name == one
                        ),
                    $"{name} uses {used.Name}"
                )
        );
        string row = File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .Single(line => line.StartsWith($"| `src/{name}` |", StringComparison.Ordinal));
        Assert.Equal(
            allowed.Select(one => one.TrimEnd('.')),
            row.Split('|')[2].Split(',', StringSplitOptions.TrimEntries)
        );
    }

    /// <summary>docs/api.NAME.txt is the public surface of such a room: a change of it is seen in review.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void The_surface_is_as_written(Assembly room, string[] allowed)
    {
        Assert.NotEmpty(allowed);
        string file = Path.Combine(Repository.Root, "docs", $"api.{room.GetName().Name}.txt");
        string[] actual = PublicSurface.Of(room);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(file, string.Concat(actual.Select(line => line + "\n")));
        string[] written = File.Exists(file) ? File.ReadAllLines(file) : [];
        Assert.True(
            actual.SequenceEqual(written),
            $"""
            The public surface is not what {Path.GetFileName(
                file
            )} says. If the change is intended, write it anew and look at its diff:
                {Update}=1 dotnet test -c Release tests/FastMf.Hosting.Tests --filter FullyQualifiedName~RoomTests
            {string.Join("\n", written.Except(actual).Select(line => "- " + line))}
            {string.Join("\n", actual.Except(written).Select(line => "+ " + line))}
            """
        );
    }
}
