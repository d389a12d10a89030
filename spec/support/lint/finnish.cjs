/**
 * An ESLint rule: variables, parameters and properties that hold an Observable end in `$`, and nothing else does.
 *
 * A function that returns an Observable, and an option that may be one among other things, is no Observable; that is
 * where this rule differs from the rule of the same name in eslint-plugin-rxjs-x. Method names and the keys of object
 * literals are left alone: their types have named them already.
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      missing: "'{{ name }}' is an Observable: end its name in $.",
      misleading: "'{{ name }}' is no Observable: its name must not end in $.",
    },
  },
  create(context) {
    const { getTypeAtLocation, program } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();

    const isObservable = (type) => {
      if (type.isIntersection()) {
        return type.types.some(isObservable);
      }
      const declared = type.target ?? type;
      return (
        type.getSymbol()?.name === 'Observable' ||
        (declared.isClassOrInterface() && checker.getBaseTypes(declared).some(isObservable))
      );
    };

    const check = (node) => {
      const declared = checker.getNonNullableType(getTypeAtLocation(node));
      const type = declared.isTypeParameter() ? (declared.getConstraint() ?? declared) : declared;
      const members = type.isUnion() ? type.types : [type];
      const { name } = node;
      // `any` has 1, `unknown` 2 and `never` 262144 among its flags: nothing can be said of them.
      const isUnclear = members.every(({ flags }) => (flags & (1 | 2 | 262144)) !== 0);
      if (isUnclear || name.startsWith('_')) {
        return;
      }
      if (!name.endsWith('$') && members.every(isObservable)) {
        context.report({ node, messageId: 'missing', data: { name } });
      } else if (name.endsWith('$') && !members.some(isObservable)) {
        context.report({ node, messageId: 'misleading', data: { name } });
      }
    };

    /** All names that a pattern binds. */
    const checkPattern = (node) => {
      switch (node?.type) {
        case 'Identifier':
          return check(node);
        case 'ObjectPattern':
          return node.properties.forEach((each) => checkPattern(each.argument ?? each.value));
        case 'ArrayPattern':
          return node.elements.forEach(checkPattern);
        case 'AssignmentPattern':
          return checkPattern(node.left);
        case 'RestElement':
          return checkPattern(node.argument);
        case 'TSParameterProperty':
          return checkPattern(node.parameter);
      }
    };
    const checkParameters = ({ params }) => params.forEach(checkPattern);
    const checkKey = ({ key, computed }) => {
      if (!computed && key.type === 'Identifier') {
        check(key);
      }
    };

    return {
      VariableDeclarator: ({ id }) => checkPattern(id),
      FunctionDeclaration: checkParameters,
      FunctionExpression: checkParameters,
      ArrowFunctionExpression: checkParameters,
      TSFunctionType: checkParameters,
      TSMethodSignature: checkParameters,
      PropertyDefinition: checkKey,
      TSPropertySignature: checkKey,
    };
  },
};
