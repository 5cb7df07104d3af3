using FastMf.Data;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Retrieval;

/// <summary>
/// Finds the best items for one user many times faster than by scoring all of them, and exactly: items and the bits of
/// scores are those of <see cref="FactorModel.Recommend(int, Span{Scored}, Ratings?)"/>. An index orders the items by what they can
/// score at most and keeps a copy in bytes, from which it is seen that most cannot reach the list.
/// </summary>
/// <remarks>Immutable and thread-safe; requests allocate nothing after the first ones. Works on the caller's thread.</remarks>
public sealed class Retriever
{
    private readonly RoomPool<SearchRoom> _rooms;
    private readonly FactorMatrix _nobody;

    internal Retriever(FactorModel model, ScreeningCopy copy)
    {
        Model = model;
        Copy = copy;
        _nobody = new FactorMatrix(1, model.Rank);
        _rooms = new(() => new SearchRoom(model.Rank, copy.Stages));
    }

    /// <summary>The model.</summary>
    public FactorModel Model { get; }

    /// <summary>The index.</summary>
    internal ScreeningCopy Copy { get; }

    /// <summary>Builds an index. Takes about as long as two scans of the items for each factor; a service may do it on any thread while the model serves without.</summary>
    /// <param name="model">The model, whose item factors must not change any more.</param>
    /// <param name="threads">Threads to use; 0 for all processors. Changes no result.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">Factors or biases of items are not finite, or too large to be squared.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static Retriever Build(FactorModel model, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using WorkerTeam team = new(threads);
        Retriever retriever = new(model, ScreeningBuilder.Build(model, team, cancellationToken));
        GC.KeepAlive(model); // it may be mapped
        return retriever;
    }

    /// <summary>The best items for a user, best first; ties go to the lower row.</summary>
    /// <param name="user">The user's row; negative for an unknown one, who gets the items with the highest biases.</param>
    /// <param name="best">Receives the items; as many are looked for as it is long.</param>
    /// <param name="request">Which items, and boosts; by default all and none.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>How many were written: fewer than asked for where fewer items are left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">A list does not ascend, or the ratings to exclude have other ids than the model.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public int Recommend(
        int user,
        Span<Scored> best,
        RetrievalRequest request = default,
        CancellationToken cancellationToken = default
    ) => Recommend(user, best, request, out _, cancellationToken);

    /// <summary>The same, telling what was looked at.</summary>
    /// <param name="user">The user's row; negative for an unknown one.</param>
    /// <param name="best">Receives the items.</param>
    /// <param name="request">Which items, and boosts.</param>
    /// <param name="work">Receives what was looked at.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">A list does not ascend, or the ratings to exclude have other ids than the model.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public int Recommend(
        int user,
        Span<Scored> best,
        RetrievalRequest request,
        out RetrievalWork work,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(user, Model.UserFactors.Rows);
        request.Check(Model.ItemFactors.Rows);
        ReadOnlySpan<int> seen = Model.SeenBy(user, request.Exclude);
        FactorMatrix users = user < 0 ? _nobody : Model.UserFactors;
        using RowRoom room = new(users, 1);
        int count = Search(
            users.Read(Math.Max(user, 0), room.Floats),
            Model.StartOf(user),
            seen,
            best,
            request,
            out work,
            cancellationToken
        );
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>The same for someone with the given factors, such as a folded-in user.</summary>
    /// <param name="userFactors">The factors: as many as the model's rank.</param>
    /// <param name="userBias">The bias; 0 where the model has none of users.</param>
    /// <param name="best">Receives the items.</param>
    /// <param name="request">Which items, and boosts; what is to be excluded belongs into <see cref="RetrievalRequest.Deny"/>.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">There are more or fewer factors, or a list does not ascend.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A list names a row that is none.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public int Recommend(
        ReadOnlySpan<float> userFactors,
        float userBias,
        Span<Scored> best,
        RetrievalRequest request = default,
        CancellationToken cancellationToken = default
    )
    {
        if (userFactors.Length != Model.Rank)
            throw new ArgumentException(
                $"{userFactors.Length} factors given; the rank is {Model.Rank}.",
                nameof(userFactors)
            );
        request.Check(Model.ItemFactors.Rows);
        SearchRoom room = _rooms.Rent();
        Span<float> user = room.Given.Row(0);
        userFactors.CopyTo(user);
        int count = Search(user, Model.StartFor(userBias), default, best, request, out _, cancellationToken);
        _rooms.Return(room);
        GC.KeepAlive(this);
        return count;
    }

    private int Search(
        ReadOnlySpan<float> user,
        float start,
        ReadOnlySpan<int> seen,
        Span<Scored> best,
        RetrievalRequest request,
        out RetrievalWork work,
        CancellationToken cancellationToken
    )
    {
        SearchRoom room = _rooms.Rent();
        ItemSearch search = new(Model, Copy, room, user, start, seen, best, request, cancellationToken);
        int count = SimdWidth.Dispatch<ItemSearch, int>(search);
        work = new(Model.ItemFactors.Rows, room.Screened, room.Scored);
        _rooms.Return(room);
        return count;
    }
}
