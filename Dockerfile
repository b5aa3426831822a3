# Runnel as one image: installed and built once, served by `npm start`.
FROM node:24-slim
WORKDIR /runnel
COPY . .
RUN node -e "import('./scripts/project.mjs').then(async (project) => { await project.ensureInstalled(); await project.ensureBuilt(); })"
# Inside a container this machine is not enough; who may reach it is for whoever publishes the port to say.
ENV HOST=0.0.0.0
EXPOSE 3000
CMD ["npm", "start"]
