/** Style sheets are imported for vite, which puts them into files of their own. */
declare module "*.css";
