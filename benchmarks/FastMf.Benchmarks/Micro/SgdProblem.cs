using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;

namespace FastMf.Benchmarks.Micro;

/// <summary>A block as training meets it: 4,096 ratings of 256 users and 256 items, all in cache, in a grid's order.</summary>
internal sealed class SgdProblem
{
    public SgdProblem(int rank)
    {
        RowPairs pairs = new(rank);
        Users = pairs.Users;
        Items = pairs.Items;
        UserRows = NewRows();
        ItemRows = NewRows();
        Entries = new SgdEntry[RowPairs.Count];
        for (int k = 0; k < Entries.Length; k++)
        {
            float value = 3.5f + (float)CounterRandom.Normal(5, 0, (ulong)k);
            Entries[new Interleaving(Entries.Length).Of(k)] = new SgdEntry(
                (ushort)pairs.User[k],
                (ushort)pairs.Item[k],
                value
            );
        }

        Terms = new SgdTerms(Mean: 3.5f, BiasShare: 1f, NonNegative: false);
    }

    public FactorMatrix Users { get; }

    public FactorMatrix Items { get; }

    public SgdRow[] UserRows { get; }

    public SgdRow[] ItemRows { get; }

    public SgdEntry[] Entries { get; }

    public SgdTerms Terms { get; }

    /// <summary>Runs through the block once with a twin.</summary>
    public void Run<TTwin>(float rate, bool adaGrad)
        where TTwin : struct, ISgdTwin =>
        SgdTwin<TTwin>.Run(
            Entries,
            MemoryMarshal.CreateSpan(ref Users.Origin, Users.Rows * Users.Stride),
            UserRows,
            MemoryMarshal.CreateSpan(ref Items.Origin, Items.Rows * Items.Stride),
            ItemRows,
            Users.Stride,
            Terms,
            rate,
            adaGrad
        );

    /// <summary>Numbers that change with everything the block changes.</summary>
    public double Signature()
    {
        double sum = 0;
        for (int i = 0; i < RowPairs.Rows; i++)
        {
            sum += Sum.OfSquares(Users.Row(i)) + Sum.OfSquares(Items.Row(i));
            sum += UserRows[i].Bias + UserRows[i].Accumulator;
            sum += ItemRows[i].Bias + ItemRows[i].Accumulator;
        }

        return sum;
    }

    private static SgdRow[] NewRows()
    {
        SgdRow[] rows = new SgdRow[RowPairs.Rows];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new SgdRow
            {
                Accumulator = 1f,
                Shrink = 0.1f,
                BiasShrink = 0.05f,
            };
        return rows;
    }
}
