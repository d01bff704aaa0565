using FsCheck.Fluent;

namespace Sonde.Profiles.Tests;

/// <summary>Runs a property for a hundred random seeds; a failing one is told, so that it can be repeated.</summary>
internal static class Seeds
{
    public static void ForAll(Func<int, bool> holds) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 1)), holds).Holds();
}
