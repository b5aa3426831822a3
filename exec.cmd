@rem For Windows: the npm scripts begin with `exec`, so that signals sent to npm reach Node.js and not a shell in between.
@%*
