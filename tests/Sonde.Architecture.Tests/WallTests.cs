using System.Reflection;
using System.Reflection.Emit;
using System.Xml.Linq;

namespace Sonde.Architecture.Tests;

public sealed class WallTests
{
    [Fact]
    public void No_built_assembly_references_what_the_design_forbids()
    {
        Assert.True(Repository.Rooms.Count >= 4, "the rooms were not found");
        Assert.Empty(Repository.Rooms
            .Select(room => Repository.Built(room.Assembly))
            .SelectMany(built => Walls.Breaches(built.Name, built.References, BuiltAssembly.IsPlatform)));
    }

    /// <summary>The compiler drops references that no code uses, so the project files are read as well.</summary>
    [Fact]
    public void No_project_file_references_what_the_design_forbids() =>
        Assert.Empty(Repository.Rooms.SelectMany(room =>
            Walls.Breaches(room.Assembly, ProjectReferences(room.Project), BuiltAssembly.IsPlatform)));

    [Fact]
    public void The_command_line_is_seen_to_reference_the_rooms_below_it()
    {
        // If the metadata were misread, the tests above would pass on nothing.
        BuiltAssembly cli = Repository.Built("sonde");
        Assert.Contains("Sonde.Profiles", cli.References);
        Assert.Contains("System.CommandLine", cli.References);
    }

    [Fact]
    public void An_assembly_that_breaks_a_wall_is_found()
    {
        PersistedAssemblyBuilder broken = new(new AssemblyName("Sonde.Profiles"), typeof(object).Assembly);
        TypeBuilder type = broken.DefineDynamicModule("Sonde.Profiles").DefineType("Sonde.Profiles.Leak", TypeAttributes.Public);
        type.DefineField("error", typeof(Linux.TargetException), FieldAttributes.Public);
        type.DefineField("fact", typeof(FactAttribute), FieldAttributes.Public);
        type.CreateType();
        string path = Path.Combine(Path.GetTempPath(), $"sonde-broken-{Guid.NewGuid():n}.dll");
        try
        {
            broken.Save(path);
            BuiltAssembly built = BuiltAssembly.Read(path);
            Assert.Equal(
                [
                    "Sonde.Profiles references Sonde.Linux; it may reference no Sonde assembly",
                    "Sonde.Profiles references the package xunit.v3.core, which Walls.cs does not grant it",
                ],
                Walls.Breaches(built.Name, built.References, BuiltAssembly.IsPlatform).Order(StringComparer.Ordinal));
            Assert.Contains(built.Types, t => t is { Name: "Leak", IsClass: true, IsClosed: false });
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("Sonde.Linux", "Sonde.Profiles")]
    [InlineData("Sonde.Kubernetes", "Sonde.Linux")]
    [InlineData("Sonde.Collectors", "Sonde.Kubernetes")]
    [InlineData("Sonde.Collectors", "sonde")]
    [InlineData("Sonde.Collectors", "Spectre.Console")]
    [InlineData("Sonde.Diagnosis", "Sonde.Collectors")]
    [InlineData("Sonde.Attic", "System.Runtime")]
    public void A_forbidden_reference_is_one_breach(string assembly, string reference) =>
        Assert.Single(Walls.Breaches(assembly, [reference], BuiltAssembly.IsPlatform));

    [Theory]
    [InlineData("sonde", "Sonde.Collectors")]
    [InlineData("sonde", "Spectre.Console")]
    [InlineData("Sonde.Collectors", "Sonde.Linux")]
    [InlineData("Sonde.Linux", "System.Collections")]
    public void A_granted_reference_is_none(string assembly, string reference) =>
        Assert.Empty(Walls.Breaches(assembly, [reference], BuiltAssembly.IsPlatform));

    private static IEnumerable<string> ProjectReferences(string project)
    {
        XDocument document = XDocument.Load(project);
        IEnumerable<string> rooms = document.Descendants("ProjectReference")
            .Select(r => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, r.Attribute("Include")!.Value)))
            .Select(path => Repository.Rooms.Single(room => room.Project == path).Assembly);
        return rooms.Concat(document.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value));
    }
}
