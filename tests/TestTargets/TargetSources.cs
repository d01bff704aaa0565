namespace Sonde.TestTargets;

/// <summary>Where the sources of test programs lie beside the running test program.</summary>
public static class TargetSources
{
    /// <summary>The path of a source file.</summary>
    /// <param name="name">Its path below <c>tests/TestTargets</c>, for example <c>Native/waiter.c</c>.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string PathOf(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "TestTargets", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"tests/TestTargets has no {name}", path);
    }
}
