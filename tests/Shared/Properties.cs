using System.Globalization;
using FsCheck;
using Microsoft.FSharp.Core;

namespace Sonde.Testing;

/// <summary>
/// Checks properties with the same inputs in every run: whether a change is good must not hang on luck.
/// <c>eng/fuzz</c> looks for inputs that nobody has met, with new seeds and many times as many of them.
/// </summary>
internal static class Properties
{
    private const string TimesVariable = "SONDE_FUZZ";
    private const ulong Seed = 20261121, Gamma = 1; // Gamma is any odd number.

    /// <summary>Throws, with the seed and the input, when the property does not hold.</summary>
    /// <param name="property">What must hold.</param>
    /// <param name="tests">For how many inputs.</param>
    /// <param name="startSize">Size of the first input; 1 where it need not be larger.</param>
    public static void Holds(this Property property, int tests = 100, int startSize = 1)
    {
        Config config = Config.QuickThrowOnFailure.WithStartSize(startSize);
        config = int.TryParse(Environment.GetEnvironmentVariable(TimesVariable), CultureInfo.InvariantCulture, out int times)
            ? config.WithMaxTest(tests * times)
            : config.WithMaxTest(tests).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None)));
        property.Check(config);
    }
}
