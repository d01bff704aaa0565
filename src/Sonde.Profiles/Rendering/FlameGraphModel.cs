using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>What a flame graph of one profile says, whatever it is drawn with.</summary>
internal sealed class FlameGraphModel
{
    public FlameGraphModel(Profile profile, CallTreeOptions? options = null)
    {
        Tree = CallTree.Build(profile, options);
        Top = TopTable.Build(Tree);
        Title = TextFit.Printable(Headline.Title(profile, Tree.SampleType));
        Answer = TextFit.Printable(Headline.Answer(Top));
        Quality = TextFit.Printable(QualityLine.Format(profile));
        HowTaken = TextFit.Printable(QualityLine.HowTaken(profile));
        Command = TextFit.Printable(profile.Quality.Notes.GetValueOrDefault(NoteNames.Command, ""));
    }

    public CallTree Tree { get; }

    public TopTable Top { get; }

    public string Title { get; }

    public string Answer { get; }

    public string Quality { get; }

    public string HowTaken { get; }

    public string Command { get; }
}
