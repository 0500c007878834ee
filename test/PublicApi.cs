using System.Globalization;
using System.Reflection;
using System.Text;

namespace Regularization.Tests;

/// <summary>The public API of an assembly as text: a line for each type and, indented, one for each member, in alphabetical order.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            foreach (string member in Members(type).Distinct().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string TypeLine(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : (type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class");
        IEnumerable<Type> bases = type.IsEnum || type.IsValueType || type.BaseType == typeof(object) || type.BaseType is null ? [] : [type.BaseType];
        string[] names = [.. bases.Concat(type.GetInterfaces().Where(i => i.IsPublic || i.IsNestedPublic).OrderBy(i => i.FullName, StringComparer.Ordinal)).Select(t => Name(t))];
        return $"{kind} {(type.Namespace is null ? "" : type.Namespace + ".")}{Name(type)}{(names.Length > 0 ? " : " + string.Join(", ", names) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        return type.GetConstructors(Declared).Where(Seen).Select(c => $"{Access(c)}{Bare(type.Name)}({Parameters(c)})")
            .Concat(type.GetMethods(Declared).Where(m => Seen(m) && !Generated(m)).Select(Method))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(Seen)).Select(Property))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{Name(f.FieldType)} {f.Name}"))
            .Concat(type.GetEvents(Declared).Where(e => e.AddMethod is { } add && Seen(add)).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}"));
    }

    /// <summary>Accessors are told with their property; what a record or a compiler adds by itself is not told.</summary>
    private static bool Generated(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)) || method.Name.Contains('<') || method.Name is "PrintMembers"
        || method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));

    private static string Method(MethodInfo method)
    {
        string arguments = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(t => t.Name))}>" : "";
        string first = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute)) ? "this " : "";
        return $"{Access(method)}{Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter), method.ReturnType)} {method.Name}{arguments}({first}{Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo any = property.GetAccessors(true).First(Seen);
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(p => Name(p.ParameterType)))}]" : "";
        string required = property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) ? "required " : "";
        bool once = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(t => t.Name == "IsExternalInit") == true;
        string accessors = (property.GetMethod is { } get && Seen(get) ? " get;" : "") + (property.SetMethod is { } set && Seen(set) ? once ? " init;" : " set;" : "");
        return $"{Access(any)}{required}{Name(property.PropertyType)}{Mark(Nullability.Create(property), property.PropertyType)} {property.Name}{index} {{{accessors} }}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(p.ParameterType)}{Mark(Nullability.Create(p), p.ParameterType)} {p.Name}{Default(p)}"));

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? "" : parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? " = default" : " = null",
        string s => $" = \"{s}\"",
        bool b => b ? " = true" : " = false",
        object value => $" = {Convert.ToString(value, CultureInfo.InvariantCulture)}",
    };

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract "
        : method is MethodInfo info && info.IsVirtual && !info.IsFinal ? info.GetBaseDefinition() == info ? "virtual " : "override " : "");

    private static string Mark(NullabilityInfo info, Type type) => !type.IsValueType && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable) ? "?" : "";

    private static string Bare(string name) => name.Split('`')[0];

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsPointer)
        {
            return Name(type.GetElementType()!) + (type.IsPointer ? "*" : "");
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        string own = type.IsGenericType ? $"{Bare(type.Name)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
        return type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{own}" : own;
    }
}
