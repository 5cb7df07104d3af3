using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastMf.Kernels;

/// <summary>A user, an item of theirs, and one drawn against it, rows of the whole matrices; and w, how much the pair counts.</summary>
internal readonly record struct PairEntry(int User, int Item, int Other, float Weight = 1f);

/// <summary>What all pairs of a fit have in common.</summary>
/// <param name="UserShrink">lambda of the users' factors.</param>
/// <param name="ItemShrink">lambda of the items' factors.</param>
/// <param name="BiasShrink">lambda of the items' biases.</param>
/// <param name="BiasShare">c: a bias' step over its row's step; 0 where there are no biases.</param>
internal readonly record struct PairTerms(float UserShrink, float ItemShrink, float BiasShrink, float BiasShare);

/// <summary>The numbers that the steps of pairs change.</summary>
internal readonly ref struct PairRows(
    ref float users,
    Span<float> userSums,
    ref float items,
    Span<float> itemSums,
    Span<float> itemBias,
    int stride
)
{
    /// <summary>U, <see cref="Stride"/> floats a row.</summary>
    public readonly ref float Users = ref users;

    /// <summary>G of each user.</summary>
    public readonly Span<float> UserSums = userSums;

    /// <summary>V.</summary>
    public readonly ref float Items = ref items;

    /// <summary>G of each item.</summary>
    public readonly Span<float> ItemSums = itemSums;

    /// <summary>b.</summary>
    public readonly Span<float> ItemBias = itemBias;

    /// <summary>Floats a row: a multiple of 16.</summary>
    public readonly int Stride = stride;

    /// <summary>u of a user.</summary>
    public ReadOnlySpan<float> User(int row) => Row(ref Users, row);

    /// <summary>v of an item.</summary>
    public ReadOnlySpan<float> Item(int row) => Row(ref Items, row);

    private ReadOnlySpan<float> Row(ref float origin, int row) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, (nint)row * Stride), Stride);
}
