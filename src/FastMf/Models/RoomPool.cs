namespace FastMf.Models;

/// <summary>Rooms to work in, one for each call at a time; kept, so that calls allocate nothing after the first ones.</summary>
/// <param name="make">Makes one more.</param>
internal sealed class RoomPool<TRoom>(Func<TRoom> make)
    where TRoom : class
{
    private readonly TRoom?[] _rooms = new TRoom?[64];

    /// <summary>A room that nobody uses.</summary>
    public TRoom Rent()
    {
        for (int i = 0; i < _rooms.Length; i++)
        {
            if (_rooms[i] is not null && Interlocked.Exchange(ref _rooms[i], null) is { } room)
                return room;
        }
        return make();
    }

    /// <summary>Gives a room back; with more than 64 at once the rest is dropped.</summary>
    public void Return(TRoom room)
    {
        for (int i = 0; i < _rooms.Length; i++)
        {
            if (_rooms[i] is null && Interlocked.CompareExchange(ref _rooms[i], room, null) is null)
                return;
        }
    }
}
