using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests;

/// <summary>A real container, or a plain process, with one ailment of <c>patient.c</c>.</summary>
internal static class Patient
{
    public static string Program => CProgram.Compile("Inspection/patient.c", "-static", "-O1", "-pthread");

    public static RuncContainer Start(RuncOptions options, params string[] ailment)
    {
        RuncContainer container = RuncContainer.Start(options with
        {
            Arguments = ["/patient", .. ailment],
            Files = new Dictionary<string, string> { ["/patient"] = Program },
        });
        try
        {
            container.WaitForLine("ready");
            return container;
        }
        catch
        {
            container.Dispose();
            throw;
        }
    }

    public static RuncContainer Start(params string[] ailment) => Start(new RuncOptions { Arguments = [] }, ailment);

    public static RunningProgram Run(params string[] ailment)
    {
        RunningProgram program = RunningProgram.Start(Program, ailment);
        program.WaitForLine("ready");
        return program;
    }

    public static InspectionSubject Subject(RuncContainer container)
    {
        var proc = new ProcFileSystem();
        var cgroups = new CgroupFileSystem(proc);
        var resolver = new ContainerResolver(proc, cgroups);
        Container found = resolver.Resolve(container.Id);
        return InspectionSubject.OfContainer(proc, cgroups, found, resolver.OpenProcesses(found));
    }

    public static InspectionSubject Subject(RunningProgram program) =>
        InspectionSubject.OfProcess(new ProcFileSystem(), new ProcessId(program.Id));

    /// <summary>Inspects with one section, again and again until what is expected is there.</summary>
    public static InspectionLine Eventually(
        InspectionSubject subject, InspectionSection section, string name, Func<InspectionLine, bool> expected)
    {
        var inspection = new Inspection(subject, [section]);
        InspectionLine? found = Find(inspection.ReadLifetime(), name, expected);
        InspectionReport? last = null;
        TestTargets.Eventually.True(
            () => (found ??= Find(last = inspection.ReadInterval(), name, expected)) is not null,
            $"'{name}' as expected; last: {string.Join(" | ", last?.Sections.SelectMany(s => s.Lines).Select(l => $"{l.Name}: {l.Text} ({l.Judgement})") ?? [])}");
        return found!;
    }

    public static double Number(this InspectionLine line, string measure) => line.Measures.Single(known => known.Name == measure).Value;

    private static InspectionLine? Find(InspectionReport report, string name, Func<InspectionLine, bool> expected) =>
        report.Sections.SelectMany(section => section.Lines).FirstOrDefault(line => line.Name == name && expected(line));
}
