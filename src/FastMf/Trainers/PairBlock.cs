using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Simd;

namespace FastMf.Trainers;

/// <summary>What the pairs of one block have in common.</summary>
/// <param name="users">The users of the positives, in ascending order.</param>
/// <param name="items">Their items.</param>
/// <param name="pool">What other items are drawn from.</param>
/// <param name="first">The number of the first positive in this epoch.</param>
internal readonly ref struct PairBlockInput(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ItemPool pool, int first)
{
    public readonly ReadOnlySpan<int> Users = users;
    public readonly ReadOnlySpan<int> Items = items;
    public readonly ItemPool Pool = pool;
    public readonly int First = first;

    /// <summary>All items of the user at a place.</summary>
    public ReadOnlySpan<int> PositivesAround(int place)
    {
        int user = Users[place];
        int start = Users[..place].LastIndexOfAnyExcept(user) + 1;
        int length = Users[start..].IndexOfAnyExcept(user);
        return Items.Slice(start, length < 0 ? Items.Length - start : length);
    }

    /// <summary>
    /// Draws the other items for some positives in a row; -1 where there is none. Most users have few items in a block, and
    /// looking at a fixed number of places around leaves no branch to guess how many.
    /// </summary>
    public void Draw(int from, ulong seed, int epoch, Span<int> others)
    {
        Pool.DrawFirst(seed, (ulong)epoch, (ulong)(First + from), others);
        for (int k = 0; k < others.Length; k++)
        {
            int place = from + k;
            int left = place - Vector512<int>.Count / 2;
            bool free = false;
            if (left >= 0 && left + Vector512<int>.Count <= Users.Length)
            {
                ref int firstUser = ref Unsafe.Add(ref MemoryMarshal.GetReference(Users), left);
                ref int firstItem = ref Unsafe.Add(ref MemoryMarshal.GetReference(Items), left);
                int user = Users[place];
                Vector512<int> same = Vector512.Equals(Vector512.LoadUnsafe(ref firstUser), Vector512.Create(user));
                Vector512<int> met = Vector512.Equals(Vector512.LoadUnsafe(ref firstItem), Vector512.Create(others[k]));
                free = (same & met) == Vector512<int>.Zero && firstUser != user && Unsafe.Add(ref firstUser, 15) != user;
            }
            if (free)
                continue;
            ReadOnlySpan<int> positives = PositivesAround(place);
            if (positives.Contains(others[k]))
                Pool.TryDraw(positives, seed, (ulong)epoch, (ulong)(First + place), out others[k]);
        }
    }
}

/// <summary>Draws the pairs of a block and takes their steps, with register type and step rule chosen once.</summary>
internal abstract class PairBlock
{
    /// <summary>Runs a block; returns the sum of the squared slopes, or NaN where it was cancelled.</summary>
    /// <param name="input">The block.</param>
    /// <param name="rows">What is changed.</param>
    /// <param name="terms">What all pairs have in common.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="rate">Its step size.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public abstract double Run(
        PairBlockInput input,
        PairRows rows,
        in PairTerms terms,
        ulong seed,
        int epoch,
        float rate,
        CancellationToken cancellationToken
    );

    /// <summary>Chooses the kernel.</summary>
    public static PairBlock Bind(bool adaptive, bool searching) =>
        SimdWidth.Dispatch<Binding, PairBlock>(new(adaptive, searching));

    private readonly struct Binding(bool adaptive, bool searching) : ISimdVisitor<PairBlock>
    {
        public PairBlock Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd> =>
            adaptive ? new BoundPairBlock<TSimd, AdaGradRule>(searching) : new BoundPairBlock<TSimd, PlainRule>(searching);
    }
}
