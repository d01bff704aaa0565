using System.Text.Json;

namespace Sonde.Profiles.Formats.Firefox;

/// <summary>The modules of a profile: those that are files are libraries, and all that have a name group functions.</summary>
internal sealed class FirefoxModules
{
    // A GUID and the age, which ELF files do not have.
    private const int GuidLength = 32;

    private readonly Profile _profile;
    private readonly int[] _libraries;
    private readonly int[] _resources;
    private readonly List<Mapping> _files = [];
    private readonly List<string> _names = [];

    /// <summary>Numbers the modules.</summary>
    public FirefoxModules(Profile profile)
    {
        _profile = profile;
        _libraries = new int[profile.Mappings.Count];
        _resources = new int[profile.Mappings.Count];
        var resources = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < _libraries.Length; i++)
        {
            string path = profile.Strings[profile.Mappings[i].FileName];
            (_libraries[i], _resources[i]) = (-1, -1);
            if (path.Length == 0)
                continue;
            string name = NameOf(path);
            if (!resources.TryGetValue(name, out _resources[i]))
            {
                resources[name] = _resources[i] = _names.Count;
                _names.Add(name);
            }

            if (path[0] != '[')
            {
                _libraries[i] = _files.Count;
                _files.Add(profile.Mappings[i]);
            }
        }
    }

    /// <summary>Names of the groups.</summary>
    public IReadOnlyList<string> Resources => _names;

    /// <summary>Index of a module's library; -1 for none.</summary>
    public int LibraryOf(MappingId mapping) => _libraries[mapping.Index];

    /// <summary>Index of a module's group; -1 for none.</summary>
    public int ResourceOf(MappingId mapping) => _resources[mapping.Index];

    /// <summary>Writes the libraries.</summary>
    public void WriteLibraries(Utf8JsonWriter json)
    {
        json.WriteStartArray("libs");
        foreach (Mapping mapping in _files)
        {
            string path = _profile.Strings[mapping.FileName], build = _profile.Strings[mapping.BuildId];
            json.WriteStartObject();
            json.WriteString("arch", "");
            json.WriteString("name", NameOf(path));
            json.WriteString("path", path);
            json.WriteString("debugName", NameOf(path));
            json.WriteString("debugPath", path);
            json.WriteString("breakpadId", BreakpadId(build));
            if (build.Length > 0)
                json.WriteString("codeId", build);
            else
                json.WriteNull("codeId");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The build ID's first 16 bytes as a little-endian GUID, and the age 0 (Breakpad's debug identifier of ELF files).</summary>
    private static string BreakpadId(string build)
    {
        if (!build.All(char.IsAsciiHexDigit) || build.Length == 0)
            return "";
        string id = build.PadRight(GuidLength, '0')[..GuidLength].ToUpperInvariant();
        return string.Concat(Swap(id[..8]), Swap(id[8..12]), Swap(id[12..16]), id[16..], "0");
    }

    private static string Swap(string hex) => string.Concat(hex.Chunk(2).Reverse().Select(pair => new string(pair)));
}
