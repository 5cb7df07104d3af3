using FastMf.Data;
using FastMf.Models;
using FastMf.Penalties;

namespace FastMf.Tests.Golden;

/// <summary>The model in the golden files, number by number.</summary>
internal static class GoldenModel
{
    public static FactorModel Build() =>
        new(
            FactorMatrix.FromValues([0.1f, -0.2f, 0.3f, 1.5f, -2.5f, 3.25f], 2, 3),
            FactorMatrix.FromValues([1f, 0f, -1f, 1e-9f, -1e9f, 0.7f, 0.25f, 0.5f, 0.75f], 3, 3),
            new ModelInfo
            {
                Mean = 3.54f,
                MinRating = 0.5f,
                MaxRating = 5f,
                Objective = new()
                {
                    Penalty = Penalty.L2(0.05f, 0.1f),
                    BiasPenalty = new(0.02f, 0.03f),
                    PenaltyExponent = 0.5f,
                    Reduction = Reduction.Mean,
                },
                Options = new Dictionary<string, string> { ["seed"] = "42", ["rank"] = "3" },
            },
            IdMap.From([new Id(-7), new Id(42)]),
            IdMap.From([new Id("007"), new Id("tt1"), new Id("äpfel")]),
            [0.125f, -0.5f],
            [0.01f, -0.02f, 0.04f]
        );
}
