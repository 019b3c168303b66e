/** What every page shares is its style sheet: pages need no script. */
import "./style/site.css";
