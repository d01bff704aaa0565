using System.Text;

namespace Sonde.Profiles.Rendering;

/// <summary>The pages and scripts that are built from <c>web/</c> and lie inside this assembly.</summary>
internal static class WebResource
{
    /// <summary>Reads one as text.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(WebResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly was built without {name}: run eng/web");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
