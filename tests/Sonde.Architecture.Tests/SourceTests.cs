namespace Sonde.Architecture.Tests;

public sealed class SourceTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_source_file_keeps_the_rules()
    {
        (string Path, string Text)[] sources = [.. Repository.Sources()];
        Assert.True(sources.Length > 20, "the sources were not found");
        foreach ((string path, string text) in sources)
        {
            int lines = text.AsSpan().Count('\n');
            if (lines > SourceRules.LongFile)
            {
                output.WriteLine($"{lines,5} lines  {path}");
            }
        }

        Assert.Empty(sources.SelectMany(s => SourceRules.Breaches(s.Path, s.Text)));
    }

    [Fact]
    public void No_test_takes_other_inputs_in_every_run()
    {
        (string Path, string Text)[] tests = [.. Repository.Sources("tests").Where(source => !source.Path.StartsWith("tests/Shared/", StringComparison.Ordinal))];
        Assert.True(tests.Length > 20, "the tests were not found");
        Assert.Empty(tests.Where(test => SourceRules.ChecksAtRandom(test.Text)).Select(test => $"{test.Path}: end the property in .Holds()"));
    }

    [Theory]
    [InlineData("property." + "QuickCheckThrowOnFailure();")]
    [InlineData("Check." + "QuickThrowOnFailure(property);")]
    [InlineData("property.Check(" + "Config.QuickThrowOnFailure.WithMaxTest(60));")]
    public void A_property_with_random_inputs_is_found(string text) => Assert.True(SourceRules.ChecksAtRandom(text));

    [Fact]
    public void No_reason_is_kept_for_a_file_that_is_short_again() =>
        Assert.All(SourceRules.LongFilesWithReason.Keys, path =>
            Assert.True(File.ReadLines(Path.Combine(Repository.Root, path)).Count() > SourceRules.TooLongFile, path));

    [Fact]
    public void Every_class_is_sealed_abstract_or_static()
    {
        BuiltAssembly[] built = [.. Repository.Rooms.Select(r => Repository.Built(r.Assembly))];
        Assert.Contains(built.SelectMany(b => b.Types), t => t is { Name: "Profile", IsClass: true });
        Assert.Empty(
            from assembly in built
            from type in assembly.Types
            where type is { IsClass: true, IsClosed: false } && type.Namespace.StartsWith("Sonde", StringComparison.Ordinal)
            select $"{type.Namespace}.{type.Name} of {assembly.Name} is open: seal it");
    }

    [Theory]
    [InlineData("src/A/One.cs", "namespace A;\npublic sealed class One { }\ninternal enum Two { X }\n", "declares 2 types (One, Two)")]
    [InlineData("src/A/Other.cs", "namespace A;\npublic readonly record struct One(int X);\n", "name the file after its type")]
    [InlineData("src/Sonde.Cli/Commands/One.cs", "using Spectre.Console;\n", "uses Spectre.Console")]
    [InlineData("src/Sonde.Linux/One.cs", "        Spectre.Console.AnsiConsole.WriteLine();\n", "uses Spectre.Console")]
    public void A_file_that_breaks_a_rule_is_found(string path, string text, string expected) =>
        Assert.Contains(expected, Assert.Single(SourceRules.Breaches(path, text)));

    [Fact]
    public void A_file_that_is_too_long_is_found() =>
        Assert.Contains("401 lines", Assert.Single(SourceRules.Breaches("src/A/One.cs", new string('\n', 401))));

    [Theory]
    [InlineData("src/A/One.cs", "namespace A;\npublic sealed partial class One\n{\n    private enum Inner { X }\n}\n")]
    [InlineData("src/A/One.Part.cs", "namespace A;\npublic sealed partial class One\n{\n}\n")]
    [InlineData("src/A/One.cs", "namespace A;\ninternal delegate void One(int x);\n")]
    [InlineData("src/Sonde.Cli/Terminal/One.cs", "using Spectre.Console;\nnamespace Sonde.Cli.Terminal;\ninternal static class One;\n")]
    public void A_file_that_keeps_them_is_not(string path, string text) =>
        Assert.Empty(SourceRules.Breaches(path, text));
}
