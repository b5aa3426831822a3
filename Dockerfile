# Runnel as one image: installed and built once, started with `npm start`.
FROM node:24-slim
WORKDIR /runnel
COPY . .
RUN node -e "import('./scripts/project.mjs').then(async (project) => { await project.ensureInstalled(); await project.ensureBuilt(); })"
# Loopback would be unreachable from outside the container. Whoever publishes the port decides who can connect.
ENV HOST=0.0.0.0
EXPOSE 3000
CMD ["npm", "start"]
