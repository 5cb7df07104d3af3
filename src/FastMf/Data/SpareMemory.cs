namespace FastMf.Data;

/// <summary>
/// A large array that a fit is done with, kept for the next one: on some machines a page of fresh memory costs more than
/// all that is written to it. It is held weakly, so the garbage collector takes it when it wants, and memory is never held
/// longer than without this.
/// </summary>
internal static class SpareMemory<T>
    where T : unmanaged
{
    private static WeakReference<T[]>? s_spare; // taken and left whole, so that two fits at once never share it

    /// <summary>An array of at least as many elements, holding anything.</summary>
    public static T[] Take(int length)
    {
        WeakReference<T[]>? spare = Interlocked.Exchange(ref s_spare, null);
        if (
            spare is not null
            && spare.TryGetTarget(out T[]? array)
            && array.Length >= length
            && array.Length / 2 <= length
        )
            return array;
        // A little more, so that the folds of a cross-validation can follow each other.
        return GC.AllocateUninitializedArray<T>((int)Math.Min(length + length / 64L, Array.MaxLength));
    }

    /// <summary>Leaves an array that nobody uses any more to the next <see cref="Take"/>.</summary>
    public static void Leave(T[] array) => Interlocked.Exchange(ref s_spare, new WeakReference<T[]>(array));
}
