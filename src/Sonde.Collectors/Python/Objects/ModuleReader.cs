using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>Reads variables of modules that the target has imported.</summary>
internal sealed class ModuleReader(ObjectReader objects)
{
    private readonly Dictionary<(ulong Interpreter, string Module), UserAddress> _dicts = [];

    /// <summary>A module's variable; null when the module is not imported or has none of that name.</summary>
    /// <param name="interpreter">The <c>PyInterpreterState</c>.</param>
    /// <param name="module">The module's name in <c>sys.modules</c>.</param>
    /// <param name="name">The variable.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public UserAddress Find(UserAddress interpreter, string module, string name)
    {
        UserAddress dict = DictOf(interpreter, module);
        return dict.IsNull ? dict : objects.Dicts.Find(dict, name);
    }

    private UserAddress DictOf(UserAddress interpreter, string module)
    {
        // A module stays where it is once it is imported.
        if (_dicts.TryGetValue((interpreter.Value, module), out UserAddress dict))
            return dict;
        UserAddress modules = objects.Pointer(interpreter + (ulong)objects.Offsets.InterpreterModules);
        UserAddress found = modules.IsNull ? modules : objects.Dicts.Find(modules, module);
        if (found.IsNull || objects.TypeNameOf(found) != "module")
            return UserAddress.Null;
        // PyModuleObject.md_dict follows the header (Include/internal/pycore_moduleobject.h); ob_size would stand there too.
        dict = objects.Pointer(found + (ulong)objects.Offsets.ObjectSize);
        if (!dict.IsNull)
            _dicts[(interpreter.Value, module)] = dict;
        return dict;
    }
}
