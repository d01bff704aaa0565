namespace Sonde.Diagnosis.Rules;

/// <summary>The image reference does not parse.</summary>
internal sealed class ImageNameInvalidRule : ImageFailureRule
{
    public override string Slug => "image-name-invalid";

    protected override PullProblem Problem => PullProblem.InvalidName;

    protected override void Report(PullFailure failure, RuleContext context) => context.Report(failure.ToFinding(
        Slug,
        $"'{failure.Container.Image}' of container {failure.Container.Name} is no image reference: {Why(failure)}")
    with
    {
        Remedies =
        [
            PodChange.OfImage(
                failure.Workload, failure.Pod, failure.Container, "write a valid reference: [HOST[:PORT]/]path/in/lower/case[:TAG|@DIGEST]"),
        ],
    });

    private static string Why(PullFailure failure)
    {
        string image = failure.Container.Image;
        int slash = image.IndexOf('/');
        string path = slash > 0 && ImageReference.RegistryOf(image) == image[..slash] ? image[(slash + 1)..] : image;
        int end = path.IndexOfAny([':', '@']);
        string repository = end >= 0 ? path[..end] : path;
        return repository.Any(char.IsUpper) ? $"repository {repository} must be lower case"
            : image.Any(char.IsWhiteSpace) ? "it holds a blank"
            : image.Contains("${", StringComparison.Ordinal) || image.Contains("{{", StringComparison.Ordinal) ? "a placeholder was not filled in"
            : repository.Length == 0 ? "the repository's name is empty"
            : path.EndsWith(':') ? "the tag is empty" : "it does not follow the grammar";
    }
}
