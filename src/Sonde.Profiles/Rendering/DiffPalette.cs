namespace Sonde.Profiles.Rendering;

/// <summary>
/// The colours of a difference: blue for less, grey for no change, red for more, which all common kinds of colour blindness
/// tell apart; <c>colors.ts</c> has the same. The ends of the scale are half and double the share.
/// </summary>
internal static class DiffPalette
{
    /// <summary>From less to more, and last the root.</summary>
    public static readonly IReadOnlyList<FlameColor> Colors =
    [
        new("gone, or half and less", "#6fa8dc", "#1f66a8"),
        new("much less", "#94bfe6", "#235683"),
        new("less", "#b7d4ee", "#284862"),
        new("a little less", "#d8e7f4", "#2f3d49"),
        new("no change, or chance", "#e6e6e3", "#3c3c3f"),
        new("a little more", "#f8dcd0", "#54403a"),
        new("more", "#f5bfa9", "#704032"),
        new("much more", "#f0a084", "#8b3f2a"),
        new("new, or double and more", "#ea8163", "#a63d22"),
    ];

    private const int Unchanged = 4;

    /// <summary>The colour of a change of shares; a change within chance is none.</summary>
    public static int IndexOf(double baseShare, double newShare, bool withinChance)
    {
        if (withinChance || baseShare == newShare)
            return Unchanged;
        double doublings = baseShare == 0 ? 1 : newShare == 0 ? -1 : Math.Clamp(Math.Log2(newShare / baseShare), -1, 1);
        // As Math.round of the page does: halves go up.
        return Unchanged + (int)Math.Floor((doublings * Unchanged) + 0.5);
    }
}
