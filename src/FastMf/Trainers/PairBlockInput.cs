using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FastMf.Data;

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

    /// <summary>The number of the positive at a place in this epoch.</summary>
    public ulong NumberOf(int place) => (ulong)(first + place);

    /// <summary>All items of the user at a place.</summary>
    public ReadOnlySpan<int> PositivesAround(int place)
    {
        int user = Users[place];
        int start = Users[..place].LastIndexOfAnyExcept(user) + 1;
        int length = Users[start..].IndexOfAnyExcept(user);
        return Items.Slice(start, length < 0 ? Items.Length - start : length);
    }

    /// <summary>Draws the other items for the positives from a place on; -1 where none is found.</summary>
    public void Draw(int from, ulong seed, int epoch, Span<int> others)
    {
        Pool.DrawFirst(seed, (ulong)epoch, NumberOf(from), others);
        for (int k = 0; k < others.Length; k++)
        {
            int place = from + k;
            if (IsFreeNearby(place, others[k]))
                continue;
            ReadOnlySpan<int> positives = PositivesAround(place);
            if (positives.Contains(others[k]))
                Pool.TryDraw(positives, seed, (ulong)epoch, NumberOf(place), out others[k]);
        }
    }

    /// <summary>
    /// Whether all items of the user at a place stand within a few places of it, and this one is not among them. Most users
    /// have only some items in a block; and a look at so many places always leaves no branch to guess how many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsFreeNearby(int place, int item)
    {
        int last = Vector512<int>.Count - 1;
        int left = place - Vector512<int>.Count / 2;
        if (left < 0 || left + last >= Users.Length)
            return false;
        int user = Users[place];
        Vector512<int> users = Vector512.LoadUnsafe(in MemoryMarshal.GetReference(Users), (nuint)left);
        Vector512<int> items = Vector512.LoadUnsafe(in MemoryMarshal.GetReference(Items), (nuint)left);
        Vector512<int> met =
            Vector512.Equals(users, Vector512.Create(user)) & Vector512.Equals(items, Vector512.Create(item));
        return met == Vector512<int>.Zero && Users[left] != user && Users[left + last] != user;
    }
}
