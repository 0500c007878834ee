using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Regularization.Tests;

/// <summary>
/// The examples in the documentation of an assembly's public types, as the compiler wrote it beside the assembly: code, or a reference to the type whose example has the code.
/// </summary>
internal sealed class DocumentedExamples
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using Regularization;

        """;

    private readonly string[] _types;
    private readonly Dictionary<string, XElement> _examples;
    private readonly Dictionary<string, SyntaxTree> _trees;
    private readonly CSharpCompilation _compilation;

    /// <summary>Reads and compiles the examples of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="given">What each example has: fields of a class, and usings before it.</param>
    public DocumentedExamples(Assembly assembly, string given)
    {
        _types = [.. assembly.GetExportedTypes().Select(type => "T:" + type.FullName!.Replace('+', '.'))];
        _examples = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Select(member => (Name: (string)member.Attribute("name")!, Example: member.Descendants("example").FirstOrDefault()))
            .Where(member => member.Example is not null && _types.Contains(member.Name))
            .ToDictionary(member => member.Name, member => member.Example!);
        _trees = _examples.Where(pair => pair.Value.Element("code") is not null).ToDictionary(pair => pair.Key, pair => Tree(pair.Key, pair.Value.Element("code")!.Value));
        _compilation = CSharpCompilation.Create(
            "Examples",
            _trees.Values.Append(CSharpSyntaxTree.ParseText(Usings + given)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The public types without an example, or whose example is neither code nor a reference to one that is.</summary>
    public string[] Missing() => [.. _types.Where(type => !_examples.ContainsKey(type) || !_trees.ContainsKey(Shown(type)))];

    /// <summary>What the compiler complains of, with the example.</summary>
    public string[] Errors() =>
        [.. _compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.Location.SourceTree?.FilePath}: {d.GetMessage()}: {d.Location.SourceTree?.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]}")];

    /// <summary>The types that do not occur in the example given for them: neither by name, nor as the type of an expression, nor as the class of an extension method.</summary>
    public string[] NotShown() => [.. _types.Except(Missing()).Where(type => !Occurring(_trees[Shown(type)]).Contains(type))];

    /// <summary>The type whose example has the code for a type.</summary>
    private string Shown(string type) => (string?)_examples[type].Element("see")?.Attribute("cref") ?? type;

    private HashSet<string> Occurring(SyntaxTree tree)
    {
        SemanticModel model = _compilation.GetSemanticModel(tree);
        HashSet<string> found = [];
        foreach (ExpressionSyntax expression in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>())
        {
            ISymbol? symbol = model.GetSymbolInfo(expression).Symbol;
            Add(model.GetTypeInfo(expression).Type);
            Add(symbol as ITypeSymbol);
            Add((symbol as IMethodSymbol)?.ReducedFrom?.ContainingType);
        }

        return found;

        void Add(ITypeSymbol? type)
        {
            for (; type is not null; type = type.BaseType)
            {
                found.Add(type.OriginalDefinition.GetDocumentationCommentId() ?? string.Empty);
            }
        }
    }

    private static SyntaxTree Tree(string type, string code) => CSharpSyntaxTree.ParseText(
        $"class Example{string.Concat(type.Select(c => char.IsLetterOrDigit(c) ? c : '_'))} : Given\n{{\n    void Show()\n    {{\n{code}\n    }}\n}}\n", path: type);
}
