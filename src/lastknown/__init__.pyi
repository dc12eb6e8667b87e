from lastknown.desk.casefile import load_case as load_case
from lastknown.desk.face import brief as brief
from lastknown.desk.face import score as score
from lastknown.desk.face import tasking as tasking
from lastknown.desk.tracks import read_track as read_track
from lastknown.drift.ensemble import drift_from as drift_from
from lastknown.drift.start import Phase as Phase
from lastknown.drift.start import Start as Start
from lastknown.errors import LastknownError as LastknownError
from lastknown.evidence.searched import Searched as Searched
from lastknown.evidence.searched import weigh as weigh
from lastknown.exchange.write import write as write
from lastknown.geo.position import Position as Position
from lastknown.sea.model import open_sea as open_sea
from lastknown.sea.wind import Wind as Wind
from lastknown.search.plan import plan_search as plan_search
from lastknown.search.unit import Unit as Unit

__version__: str
