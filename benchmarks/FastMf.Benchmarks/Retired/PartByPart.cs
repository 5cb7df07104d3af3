using System.Diagnostics;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Benchmarks.Retired;

/// <summary>
/// A prediction that looks for each part where it needs it: spans of rows by way of their matrices, four comparisons with 0.
/// Replaced by addresses, taken in one go, and one comparison a row; unknown rows have a method of their own.
/// </summary>
internal sealed class PartByPart(FactorMatrix users, FactorMatrix items, Region<float> userBias, Region<float> itemBias)
{
    private const int Rows = 32;
    private const int Calls = 1 << 20;

    public static void Run()
    {
        Console.WriteLine("rank   part by part   in one go, ns a prediction in the first-level cache");
        foreach (int rank in (int[])[32, 64, 128])
        {
            FactorModel model = RandomModels.Of(1, Rows, Rows, rank, biases: true);
            PartByPart before = new(
                model.UserFactors,
                model.ItemFactors,
                new(model.UserBiasArray),
                new(model.ItemBiasArray)
            );
            double parts = double.MaxValue;
            double whole = double.MaxValue;
            float sink = 0;
            for (int repetition = 0; repetition < 40; repetition++)
            {
                long began = Stopwatch.GetTimestamp();
                for (int k = 0; k < Calls; k++)
                    sink += before.Predict(k % Rows, k / Rows % Rows);
                long between = Stopwatch.GetTimestamp();
                for (int k = 0; k < Calls; k++)
                    sink -= model.Predict(k % Rows, k / Rows % Rows);
                parts = Math.Min(parts, Stopwatch.GetElapsedTime(began, between).TotalNanoseconds / Calls);
                whole = Math.Min(whole, Stopwatch.GetElapsedTime(between).TotalNanoseconds / Calls);
                Thread.Sleep(repetition < 3 ? 200 : 0); // compiled for good
            }
            Console.WriteLine($"{rank, 4} {parts, 14:F1} {whole, 11:F1}{(float.IsNaN(sink) ? "?" : "")}");
        }
    }

    private float Predict(int user, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, users.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(item, items.Rows);
        float y = SimdWidth.Dispatch<Pair, float>(new(this, user, item));
        GC.KeepAlive(this);
        return y;
    }

    private float Predict<TSimd>(int user, int item)
        where TSimd : struct, ISimd<TSimd>
    {
        bool known = user >= 0 && item >= 0;
        float y = Mean;
        if (userBias.Exists && user >= 0)
            y += userBias[user];
        if (itemBias.Exists && item >= 0)
            y += itemBias[item];
        return known ? y + Dot.Of<TSimd>(users.Row(user), items.Row(item)) : y;
    }

    private float Mean => userBias.Exists || itemBias.Exists ? 3.5f : 0f;

    private readonly struct Pair(PartByPart model, int user, int item) : ISimdVisitor<float>
    {
        public float Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> => model.Predict<TSimd>(user, item);
    }
}
